import Cache
import DataStages
import Learning
import Manifest
import Pipeline
import TensorFiles

/// Segments to learn from or to be asked about, those of a clip one after the other.
struct SegmentSet: Sendable {
  let examples: [Example]
  let classes: [String]
  /// Of each segment's tensor.
  let shape: TensorShape
  /// Fills a span with the tensor of a segment.
  let read: TrainingExamples.Reader

  private let context: StageContext
  /// Whether tensors are as render left them: only of these embeddings are kept.
  private let isRendered: Bool

  /// - Parameter read: Where the tensors come from; nil: from the cache, as render left them.
  init(
    _ examples: [Example], classes: [String], in context: StageContext,
    read: TrainingExamples.Reader? = nil
  ) {
    self.examples = examples
    self.classes = classes
    shape = context.configuration.tensorShape
    self.read = read ?? TensorReader(examples, shape: shape, store: context.store).read
    self.context = context
    isRendered = read == nil
  }

  /// What a frozen network makes of each segment, `[segments, features]`.
  func embeddings(by network: FrozenNetwork) throws -> [Float] {
    if isRendered {
      return try EmbeddingCache.embeddings(of: examples, by: network, in: context)
    }
    var embeddings: [Float] = []
    try network.embedder().embed(clips: examples.count, read: read) { embeddings += $0 }
    return embeddings
  }

  /// What the network of a trained estimator makes of each segment before it names it, `[segments, features]`.
  func embeddings(
    of estimator: any Estimator, by checkpoint: SafetensorsFile
  ) throws -> [Float] {
    if let frozen = estimator.frozen { return try embeddings(by: frozen) }
    var embeddings: [Float] = []
    try Embedder(checkpoint: checkpoint, bands: shape.bands, frames: shape.frames)
      .embed(clips: examples.count, read: read) { embeddings += $0 }
    return embeddings
  }

  /// Some of the examples, from the cache.
  func only(_ examples: [Example]) -> SegmentSet {
    SegmentSet(examples, classes: classes, in: context)
  }

  var labels: [Int] { examples.map(\.label) }
  var seconds: [Double] { examples.map(\.seconds) }

  func trainingExamples(
    standardisedBy standardisation: Standardisation = .init(mean: 0, deviation: 1),
    readInEpoch: TrainingExamples.EpochReader? = nil
  ) -> TrainingExamples {
    TrainingExamples(
      labels: labels, classes: classes.count, bands: shape.bands, frames: shape.frames,
      standardisation: standardisation, read: read, readInEpoch: readInEpoch)
  }
}
