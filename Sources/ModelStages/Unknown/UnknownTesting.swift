import Audio
import Learning
import Manifest
import Pipeline

/// Runs that are asked for unknown sounds.
struct UnknownTesting {
  private let examples: [Example]
  private let classes: [String]
  private let context: StageContext
  /// A folder's sounds, by folder and network.
  private var embeddings: [String: [[Float]]] = [:]

  /// - Parameter examples: Of all folds.
  init(_ examples: [Example], classes: [String], in context: StageContext) {
    (self.examples, self.classes, self.context) = (examples, classes, context)
  }

  /// - Returns: false when it was interrupted.
  mutating func carryOut(_ item: UnknownItem) throws -> Bool {
    let test: UnknownTest?
    switch item.unknown {
    case .classes(let labels, let names): test = try held(out: labels, names, of: item)
    case .folder(let path, let sounds, _): test = try folder(path, sounds, for: item)
    }
    guard let test else { return false }
    try context.manifest.record(
      test.scores(fold: item.fold, item.unknown.condition), [], of: item.run.id, key: item.key)
    return true
  }

  private func held(
    out labels: Set<Int>, _ names: [String], of item: UnknownItem
  ) throws -> UnknownTest {
    guard let frozen = item.estimator.frozen else {
      throw UnknownError.learned(network: item.run.network, names: names)
    }
    let learned = segments(of: item.run.trainFolds) { !labels.contains($0.label) }
    let known = try KnownSounds(of: learned, seed: 0) { try $0.embeddings(by: frozen) }
    guard let known else { throw UnknownError.tooFewRecordings(without: names) }
    let tested = segments(of: [item.fold])
    return UnknownTest(
      ClipNovelty(of: tested, try tested.embeddings(by: frozen), from: known), unknown: labels)
  }

  private mutating func folder(
    _ path: String, _ sounds: [String], for item: UnknownItem
  ) throws -> UnknownTest? {
    let checkpoint = try item.run.readCheckpoint(in: context)
    guard let known = try KnownSounds(checkpoint) else {
      throw UnknownError.noKnownSounds(network: item.run.network, run: item.run.id)
    }
    let network = item.estimator.frozen?.origin.digest.hex ?? item.run.checkpoint!.object.hex
    let key = "\(network) \(path)"
    if embeddings[key] == nil {
      embeddings[key] = try embed(sounds, of: item.run)
    }
    guard let found = embeddings[key] else { return nil }
    guard !found.isEmpty else { throw UnknownError.noSounds(path) }
    let tested = segments(of: [item.fold])
    return UnknownTest(
      known: ClipNovelty(
        of: tested, try tested.embeddings(of: item.estimator, by: checkpoint), from: known),
      unknown: ClipNovelty(ofFiles: found, from: known))
  }

  /// An embedding a sound that can be heard; what is wrong with others is said.
  ///
  /// - Returns: nil when it was interrupted.
  private func embed(_ sounds: [String], of run: RunRecord) throws -> [[Float]]? {
    let path = context.store.absolutePath(of: run.checkpoint!.object, .checkpoint)
    let embedder = try SoundEmbedder(TrainedModel(contentsOf: path))
    var result: [[Float]] = []
    for sound in sounds {
      do {
        guard let segments = try embedder.embed(path: sound) else { return nil }
        var mean = SegmentMean(embedder.features)
        for segment in segments { mean.add(segment.values) }
        result.append(mean.values.map { Float($0) })
      } catch let fault as AudioFault {
        context.reporter.note("left out: \(fault)")
      }
    }
    return result
  }

  private func segments(
    of folds: [Int], where isTaken: (Example) -> Bool = { _ in true }
  ) -> SegmentSet {
    SegmentSet(
      examples.filter { folds.contains($0.fold) && isTaken($0) }, classes: classes, in: context)
  }
}
