import Cache
import Configuration
import Digests
import Learning
import Manifest
import Networks
import Pipeline
import TensorFiles

/// The configured network.
struct NetworkEstimator: Estimator {
  let settings: String
  let weights: WeightsOrigin?
  private let configuration: PipelineConfiguration
  private let start: StartingPoint
  private let training: TrainingSettings

  init(_ configuration: PipelineConfiguration, _ weights: WeightsOrigin?) throws {
    self.configuration = configuration
    self.weights = weights
    start = try StartingPoint(configuration, weights)
    var training = configuration.training
    training.network = start.network
    self.training = training
    // Weights to start from count by their content, not by their path.
    settings =
      configuration.canonicalText(
        of: .training, without: ["training.threads", "training.weights", "training.tensorBoard"])
      + (weights.map { "training.weights=\($0.digest.hex)\n" } ?? "")
  }

  var name: String {
    training.network.name + (configuration.mode == .fineTune ? " fine-tuned" : "")
      + (configuration.leakyRandomSplit ? LeakySplit.mark : "")
  }
  var implementation: String? { EngineIdentity.kernelRule(of: training.network) }
  var frozenInTraining: FrozenNetwork? { start.frozen }
  var validation: ValidationClips? {
    training.validation == .none ? nil : ValidationClips(training)
  }
  var seed: Int { Int(clamping: training.seed) }
  var epochs: Int { training.epochs }
  var precision: Precision { training.precision }
  var answerPrecision: Precision { configuration.evaluation.precision }

  func train(on segments: SegmentSet, in session: TrainingSession) throws -> SafetensorsFile? {
    let state = try ResumableRun(session.key, session.store)
    let (learned, kept) = ValidationClips(training).split(
      segments.examples, fold: session.validationFold)
    guard training.validation == .none || !kept.isEmpty else {
      throw StageError.noRecordingToKeep
    }
    let segments = segments.only(learned)
    let examples = segments.trainingExamples(
      standardisedBy: try start.standardisation(of: segments),
      readInEpoch: try DrawnPerturbations(
        of: segments.examples, otherwise: segments.read, in: session.context)?.read)
    let validation = kept.isEmpty ? nil : segments.only(kept).trainingExamples()
    let earlier = session.context.request.isForced ? nil : state.file
    let trainer = try Trainer(
      settings: training, examples: examples,
      weights: earlier == nil ? start.weights(for: segments, in: session) : nil,
      hasNewHead: start.hasNewHead, resuming: earlier)
    var choice = try EpochChoice(patience: training.patience, resuming: earlier)
    var history = trainer.epochs > 0 ? state.history : []
    for epoch in history { try session.manifest.record(epoch, of: session.run) }
    if trainer.epochs > 0 {
      session.reporter.note("\(session.title) goes on after epoch \(trainer.epochs)")
    }
    let line = TrainingLine(
      session.reporter, title: session.title, epochs: epochs,
      examplesToFollow: session.examplesToFollow)
    let events = try configuration.tensorBoard.map {
      try TrainingEvents(folder: $0, run: session.name, history: history, session.reporter)
    }
    while trainer.epochs < epochs, !choice.isOver(after: trainer.epochs) {
      let report = try trainer.train(epoch: trainer.epochs + 1) { progress in
        line.show(progress)
        return !Interruption.isRequested
      }
      guard let report else { return nil }
      var epoch = EpochRecord(report)
      var reached = try trainer.resumableState()
      if let validation {
        let checkpoint = try trainer.checkpoint()
        let found = try trainer.validate(checkpoint, on: validation)
        choice.consider(found, epoch: report.epoch, checkpoint)
        try choice.add(to: &reached)
        (epoch.validationLoss, epoch.validationAccuracy) = (found.loss, found.accuracy)
      }
      history.append(epoch)
      try state.save(reached, history)
      try session.manifest.record(epoch, of: session.run)
      events?.add(epoch)
      line.show(report, epoch)
      if Interruption.isRequested && trainer.epochs < epochs { return nil }
    }
    guard var chosen = choice.checkpoint else { return try trainer.checkpoint() }
    chosen.calibrate(
      on: ClipPredictions(
        kept, try probabilities(of: segments.only(kept), by: chosen),
        classes: segments.classes.count),
      from: "training clips that were kept back", seed: training.seed)
    try keepKnownSounds(of: segments, beside: kept, in: &chosen)
    session.reporter.note(
      "\(session.title) epoch \(choice.epoch) counts, whose loss on \(counted(kept.count, "example")) "
        + "kept back is the lowest, \(decimals(choice.loss, 3))")
    chosen.metadata["epoch"] = "\(choice.epoch)"
    return chosen
  }

  /// What was kept back says how far sounds are that are known; nothing where the network has no embedding.
  private func keepKnownSounds(
    of learned: SegmentSet, beside kept: [Example], in checkpoint: inout SafetensorsFile
  ) throws {
    let shape = learned.shape
    guard (try? training.network.features(bands: shape.bands, frames: shape.frames)) != nil
    else { return }
    let keptBack = Set(kept.map(\.recording))
    let all = learned.only(learned.examples.filter { !keptBack.contains($0.recording) } + kept)
    let trained = checkpoint
    try KnownSounds(of: all, keptBack: keptBack, seed: training.seed) {
      try $0.embeddings(of: self, by: trained)
    }?.insert(into: &checkpoint)
  }

  func probabilities(of segments: SegmentSet, by checkpoint: SafetensorsFile) throws -> [Float] {
    let evaluation = configuration.evaluation
    let count = segments.examples.count
    return try Classifier(
      checkpoint: checkpoint, bands: segments.shape.bands, frames: segments.shape.frames,
      batchSize: min(evaluation.batchSize, max(1, count)), precision: answerPrecision,
      threads: training.threads
    ).probabilities(clips: count, read: segments.read)
  }
}

extension EpochRecord {
  fileprivate init(_ report: EpochReport) {
    self.init(
      epoch: report.epoch, loss: report.loss, accuracy: report.accuracy,
      learningRate: report.learningRate, clipsPerSecond: report.clipsPerSecond,
      seconds: report.seconds)
  }
}
