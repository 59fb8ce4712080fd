import Cache
import Digests
import Learning
import Manifest
import Networks
import Pipeline
import TensorFiles

/// Embeddings of a project's tensors: each is computed once for a tensor and weights, and kept as a row of
/// a pack, `[rows, features]`.
struct EmbeddingCache {
  private let network: FrozenNetwork
  private let context: StageContext
  private let stageRun: Int64
  /// A kill costs at most as many; few files hold all of a data set.
  private static let rowsPerPack = 1_024

  init(_ network: FrozenNetwork, in context: StageContext, stageRun: Int64) {
    self.network = network
    self.context = context
    self.stageRun = stageRun
  }

  /// Folds that are going to be seen through a frozen network; nil: as they are.
  typealias Use = (network: FrozenNetwork?, folds: [Int])

  /// Computes what is going to be seen of some folds through a frozen network, one for all.
  ///
  /// - Returns: false when it was interrupted; what was computed is kept.
  static func fill(
    for uses: [Use], with examples: [Example], in context: StageContext, stageRun: Int64
  ) throws -> Bool {
    guard let network = uses.lazy.compactMap(\.network).first else { return true }
    return try EmbeddingCache(network, in: context, stageRun: stageRun).fill(
      with: embedded(examples, uses))
  }

  /// How many embeddings ``fill(for:with:in:stageRun:)`` would compute, and what they take on the disk.
  static func missing(
    for uses: [Use], with examples: [Example], in context: StageContext
  ) throws -> (count: Int, bytes: Int) {
    guard let network = uses.lazy.compactMap(\.network).first else { return (0, 0) }
    let keys = Set(embedded(examples, uses).map { network.key(tensor: $0.object) })
    let count = try keys.count - rows(withKeys: keys, in: context).count
    return (count, try count * network.features * MemoryLayout<Float>.size)
  }

  private static func embedded(_ examples: [Example], _ uses: [Use]) -> [Example] {
    let folds = Set(uses.filter { $0.network != nil }.flatMap(\.folds))
    return examples.filter { folds.contains($0.fold) }
  }

  /// Computes what is missing, and records what is used.
  ///
  /// - Returns: false when it was interrupted; what was computed is kept.
  func fill(with examples: [Example]) throws -> Bool {
    let recipe = try context.manifest.add(
      recipe: network.recipe, .embedding, to: context.rows.id)
    var keys: Set<Digest> = Set(examples.map { network.key(tensor: $0.object) })
    let known = try Self.rows(withKeys: keys, in: context)
    try use(known, of: examples, recipe: recipe)
    var missing: [Example] = []
    for example in examples {
      let key = network.key(tensor: example.object)
      if known[key] == nil && keys.remove(key) != nil { missing.append(example) }
    }
    guard !missing.isEmpty else { return true }
    context.reporter.begin(stage: "embed", unit: "segment", total: missing.count)
    let embedder = try network.embedder()
    for first in stride(from: 0, to: missing.count, by: Self.rowsPerPack) {
      let part = Array(missing[first..<min(first + Self.rowsPerPack, missing.count)])
      guard let pack = try compute(part, by: embedder) else { return false }
      try record(part, pack, features: embedder.features, recipe: recipe)
    }
    // Clips with the same tensor share a row.
    try use(
      Self.rows(withKeys: examples.map { network.key(tensor: $0.object) }, in: context),
      of: examples, recipe: recipe)
    return true
  }

  /// `[examples, features]`, of examples that were filled in before.
  /// - Throws: `EmbeddingError.missing` where one was not.
  static func embeddings(
    of examples: [Example], by network: FrozenNetwork, in context: StageContext
  ) throws -> [Float] {
    let keys = examples.map { network.key(tensor: $0.object) }
    let rows = try rows(withKeys: keys, in: context)
    var packs: [Digest: NpyArray] = [:]
    var result: [Float] = []
    for (example, key) in zip(examples, keys) {
      guard let row = rows[key] else { throw EmbeddingError.missing(clip: example.name) }
      let pack: NpyArray
      if let known = packs[row.object] {
        pack = known
      } else {
        pack = try NpyArray(contentsOf: context.store.absolutePath(of: row.object, .tensor))
        packs[row.object] = pack
      }
      let features = pack.shape.last!
      guard row.place < pack.shape[0] else { throw EmbeddingError.missing(clip: example.name) }
      result += pack.elements[row.place * features..<(row.place + 1) * features]
    }
    return result
  }

  /// Those whose packs are there whole.
  private static func rows(
    withKeys keys: some Collection<Digest>, in context: StageContext
  ) throws -> [Digest: PackRow] {
    let rows = try context.manifest.packRows(.embedding, withKeys: keys)
    var isThere: [Digest: Bool] = [:]
    for row in rows.values where isThere[row.object] == nil {
      isThere[row.object] = try context.store.holds(row.object, .tensor, size: row.size)
    }
    return rows.filter { isThere[$0.value.object]! }
  }

  /// `[examples, features]`; nil when it was interrupted.
  private func compute(_ examples: [Example], by embedder: Embedder) throws -> [Float]? {
    let reader = TensorReader(examples, shape: network.shape, store: context.store)
    var pack: [Float] = []
    do {
      try embedder.embed(clips: examples.count, read: reader.read) { embeddings in
        if let place = embeddings.firstIndex(where: { !$0.isFinite }) {
          let row = (pack.count + place - embeddings.startIndex) / embedder.features
          throw EmbeddingError.notFinite(clip: examples[row].name, weights: network.origin.path)
        }
        pack += embeddings
        context.reporter.advance(done: embeddings.count / embedder.features)
        if Interruption.isRequested { throw Interrupted() }
      }
    } catch is Interrupted {
      return nil
    }
    return pack
  }

  private struct Interrupted: Error {}

  private func record(
    _ examples: [Example], _ pack: [Float], features: Int, recipe: Int64
  ) throws {
    let bytes = NpyArray(shape: [examples.count, features], elements: pack).encoded()
    let object = try context.store.store(bytes, as: .tensor)
    let changes = examples.enumerated().map { place, example in
      UsageChange(
        clip: example.clip, firstSegment: example.segment,
        products: [
          .made(
            NewArtefact(
              kind: .embedding, key: network.key(tensor: example.object), object: object,
              size: bytes.count, stageVersion: StageVersion.embedding, place: place))
        ], isWholeClip: false)
    }
    try record(changes, recipe: recipe)
  }

  /// Notes which rows belong to which segments, where the manifest does not say so yet.
  private func use(
    _ rows: [Digest: PackRow], of examples: [Example], recipe: Int64
  ) throws {
    let used = try context.manifest.artefacts(of: recipe)
    let changes = examples.compactMap { example -> UsageChange? in
      guard let row = rows[network.key(tensor: example.object)],
        used[example.clip]?[example.segment]?.id != row.artefact
      else { return nil }
      return UsageChange(
        clip: example.clip, firstSegment: example.segment, products: [.found(row.artefact)],
        isWholeClip: false)
    }
    if !changes.isEmpty { try record(changes, recipe: recipe) }
  }

  private func record(_ changes: [UsageChange], recipe: Int64) throws {
    try context.manifest.record(
      changes, faults: [], stage: "embed", recipe: recipe, inputs: [:], stageRun: stageRun)
  }
}

/// Why there are no embeddings to read, in a sentence that says what to try.
enum EmbeddingError: Error, CustomStringConvertible {
  /// The cache has none of a clip, or no longer.
  case missing(clip: String)
  case noWeights
  /// What the network makes of a clip is beyond every number.
  case notFinite(clip: String, weights: String)

  var description: String {
    switch self {
    case .missing(let clip):
      """
      Could not read the embedding of \(clip): it is not in the cache; run soundmark train with \
      "training": { "mode": "probe" }, which makes it.
      """
    case .notFinite(let clip, let weights):
      """
      Could not embed \(clip): the network gives numbers that are not finite, expected finite ones; are \
      the weights of \(weights) whole, and for this front end?
      """
    case .noWeights:
      """
      Could not look for embeddings: the configuration names no weights of a network that makes them; set \
      training.weights, such as efficientat-mn04, and training.mode to probe.
      """
    }
  }
}
