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
  private let foldNames: FoldNames
  private let clipsToFollow: Int
  private let validationFold: Int?
  private let segments: SegmentSet

  /// - Parameters:
  ///   - place: among the runs to train, such as `2/15`.
  ///   - clipsToFollow: those that later runs train on, times their epochs.
  init(
    _ item: TrainItem, _ examples: [Example], _ identities: RunIdentities,
    in context: StageContext, stageRun: Int64, place: String, clipsToFollow: Int
  ) {
    self.item = item
    self.context = context
    self.stageRun = stageRun
    self.place = place
    foldNames = identities.foldNames
    self.clipsToFollow = clipsToFollow
    validationFold = identities.validationFold(
      of: item.estimator, trainFolds: item.split.train)
    segments = SegmentSet(
      examples.filter { item.split.train.contains($0.fold) }, classes: identities.classes,
      in: context)
  }

  /// Returns false when it was interrupted; what was learned until the last epoch is kept.
  func carryOut() throws -> Bool {
    let run = try context.manifest.begin(
      item.run, for: context.rows, at: Double(wallClock()) * 1e-9)
    do {
      let session = TrainingSession(
        run: run, key: item.run.key, validationFold: validationFold, title: title, name: name,
        examplesToFollow: clipsToFollow * segments.examples.count / max(1, item.run.clips),
        context: context)
      guard var checkpoint = try item.estimator.train(on: segments, in: session) else {
        return false
      }
      checkpoint.metadata.merge(metadata) { _, own in own }
      checkpoint.metadata.merge(item.estimator.weights?.metadata ?? [:]) { _, own in own }
      let bytes = checkpoint.encoded()
      let object = try context.store.store(bytes, as: .checkpoint)
      try context.manifest.finish(
        run,
        checkpoint: NewArtefact(
          kind: .checkpoint, key: item.run.key, object: object, size: bytes.count,
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

  private var title: String {
    return "train \(place), \(item.estimator.name) for fold \(foldNames.list(item.split.test)):"
  }

  /// What people tell the run by, such as `cnn4-test-fold-1-3fa9c0e1`.
  private var name: String {
    let folds = item.split.test.map { foldNames[$0] }
    let test =
      folds.isEmpty ? "" : "test-fold\(folds.count > 1 ? "s" : "")-\(folds.joined(separator: "-"))-"
    let network = String(item.estimator.name.map { $0 == " " ? "-" : $0 })
    return "\(network)-\(test)\(item.run.key.hex.prefix(8))"
  }

  /// What a model file needs to be used on its own, and what it was made with. Nothing here depends
  /// on when it was made.
  private var metadata: [String: String] {
    [
      "network": item.estimator.name,
      "classes": segments.classes.joined(separator: "\n"),
      "settings": item.run.settings,
      "segment": context.configuration.canonicalText(of: .segment),
      "spectrogram": context.configuration.canonicalText(of: .spectrogram),
      "front_end": FrontEndCard(context.configuration).hash,
      "libraries": FrontEndCard.libraries,
      "train_folds": foldNames.list(item.split.train, separator: " "),
      "bands": "\(segments.shape.bands)",
      "frames": "\(segments.shape.frames)",
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
