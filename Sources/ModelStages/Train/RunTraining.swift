import Cache
import Configuration
import DataStages
import Digests
import Learning
import Manifest
import Pipeline
import TensorFiles

/// One run, from its first epoch, or from where it was left, to its checkpoint.
struct RunTraining {
  private let item: TrainItem
  private let context: StageContext
  private let stageRun: Int64
  private let place: String
  private let examples: [Example]
  private let classes: [String]
  private let reader: TensorReader
  private let shape: TensorShape

  init(
    _ item: TrainItem, _ examples: [Example], classes: [String], in context: StageContext,
    stageRun: Int64, place: String
  ) {
    self.item = item
    self.context = context
    self.stageRun = stageRun
    self.place = place
    let examples = examples.filter { item.split.train.contains($0.fold) }
    self.examples = examples
    self.classes = classes
    shape = context.configuration.tensorShape
    reader = TensorReader(examples, shape: shape, store: context.store)
  }

  /// Returns false when it was interrupted; what was learned until the last epoch is kept.
  func carryOut() throws -> Bool {
    let run = try context.manifest.begin(
      item.run, for: context.rows, at: Double(wallClock()) * 1e-9)
    do {
      guard var checkpoint = try checkpoint(run) else { return false }
      checkpoint.metadata.merge(metadata) { _, own in own }
      let bytes = checkpoint.encoded()
      let object = try context.store.store(bytes, as: .checkpoint)
      try context.manifest.finish(
        run,
        checkpoint: NewArtefact(
          kind: "checkpoint", key: item.run.key, object: object, size: bytes.count,
          stageVersion: StageVersion.train), stageRun: stageRun)
    } catch {
      // What stopped it is what people are to read, even if it cannot be recorded.
      try? context.manifest.fail(run)
      guard let reason = error as? TrainingError else { throw error }
      let state = context.store.runStatePath(item.run.key)
      throw StoppedTraining(
        reason: reason, kept: try context.store.files.size(of: state) == nil ? nil : state)
    }
    try context.manifest.use(run, testFolds: item.split.test, for: context.rows.id)
    try context.store.removeRunState(item.run.key)
    return true
  }

  private func checkpoint(_ run: Int64) throws -> SafetensorsFile? {
    switch item.contender {
    case .network: try trainNetwork(run)
    case .linear: try RidgeBaseline(training: trainingExamples()).file
    case .duration:
      try DurationBaseline(
        seconds: examples.map(\.seconds), labels: examples.map(\.label), classes: classes.count
      ).file
    }
  }

  private func trainingExamples(_ standardisation: Standardisation = .init(mean: 0, deviation: 1))
    -> TrainingExamples
  {
    TrainingExamples(
      labels: examples.map(\.label), classes: classes.count, bands: shape.bands,
      frames: shape.frames, standardisation: standardisation, read: reader.read)
  }

  private func trainNetwork(_ run: Int64) throws -> SafetensorsFile? {
    let settings = context.configuration.training
    let state = try ResumableRun(item.run.key, context.store)
    let trainer = try Trainer(
      settings: settings,
      examples: trainingExamples(
        try Standardisation(clips: examples.count, values: shape.count, read: reader.read)),
      weights: initialWeights(),
      resuming: context.request.isForced ? nil : state.file)
    var history = trainer.epochs > 0 ? state.history : []
    for epoch in history { try context.manifest.record(epoch, of: run) }
    if trainer.epochs > 0 { announce("goes on after epoch \(trainer.epochs)") }
    let line = TrainingLine(context.reporter, title: title, epochs: settings.epochs)
    let events = try context.configuration.tensorBoard.map {
      try TrainingEvents(folder: $0, run: name, history: history, context.reporter)
    }
    while trainer.epochs < settings.epochs {
      let report = try trainer.train(epoch: trainer.epochs + 1) { progress in
        line.show(progress)
        return !Interruption.isRequested
      }
      guard let report else { return nil }
      history.append(EpochRecord(report))
      try state.save(trainer.resumableState(), history)
      try context.manifest.record(EpochRecord(report), of: run)
      events?.add(EpochRecord(report))
      line.show(report)
      if Interruption.isRequested && trainer.epochs < settings.epochs { return nil }
    }
    return try trainer.checkpoint()
  }

  private func initialWeights() throws -> (any NamedTensors)? {
    guard let path = try context.configuration.weightsFile else { return nil }
    let weights = try WeightsFile.read(contentsOf: path)
    if let checkpoint = weights as? SafetensorsFile {
      try ModelFrontEnd(checkpoint, path: path)?.check(FrontEndCard(context.configuration))
    }
    return weights
  }

  private func announce(_ what: String) {
    context.reporter.note("\(title) \(what)")
  }

  private var title: String {
    let folds = item.split.test.map(String.init).joined(separator: ", ")
    return "train \(place): \(item.contender.name), to be tested on fold \(folds):"
  }

  /// What people tell the run by, such as `cnn4-test-fold-1-3fa9c0e1`.
  private var name: String {
    let folds = item.split.test.map(String.init)
    let test =
      folds.isEmpty ? "" : "test-fold\(folds.count > 1 ? "s" : "")-\(folds.joined(separator: "-"))-"
    return "\(item.contender.name)-\(test)\(item.run.key.hex.prefix(8))"
  }

  /// What a model file needs to be used on its own, and what it was made with. Nothing here depends
  /// on when it was made.
  private var metadata: [String: String] {
    [
      "network": item.contender.name,
      "classes": classes.joined(separator: "\n"),
      "settings": item.run.settings,
      "segment": context.configuration.canonicalText(of: .segment),
      "spectrogram": context.configuration.canonicalText(of: .spectrogram),
      "front_end": FrontEndCard(context.configuration).hash,
      "libraries": FrontEndCard.libraries,
      "train_folds": item.split.train.map(String.init).joined(separator: " "),
      "bands": "\(shape.bands)",
      "frames": "\(shape.frames)",
      "run": item.run.key.hex,
    ]
  }
}

/// A training whose numbers went wrong.
struct StoppedTraining: Error, CustomStringConvertible {
  let reason: TrainingError
  /// Where the network of the last whole epoch is, if there was one.
  let kept: String?

  var description: String {
    guard let kept else { return "\(reason)." }
    return """
      \(reason); the network as the epoch before left it is kept in \(kept), which training.weights \
      takes.
      """
  }
}

extension EpochRecord {
  init(_ report: EpochReport) {
    self.init(
      epoch: report.epoch, loss: report.loss, accuracy: report.accuracy,
      learningRate: report.learningRate, clipsPerSecond: report.clipsPerSecond,
      seconds: report.seconds)
  }
}
