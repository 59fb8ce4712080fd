import Cache
import DataStages
import Learning
import Manifest

/// Segments to learn from or to be asked about, those of a clip one after the other.
struct SegmentSet: Sendable {
  let examples: [Example]
  let classes: [String]
  /// Of each segment's tensor.
  let shape: TensorShape
  /// Fills a span with the tensor of a segment.
  let read: TrainingExamples.Reader

  /// - Parameter read: Where the tensors come from; nil: from the cache, as render left them.
  init(
    _ examples: [Example], classes: [String], shape: TensorShape, store: ObjectStore,
    read: TrainingExamples.Reader? = nil
  ) {
    self.examples = examples
    self.classes = classes
    self.shape = shape
    self.read = read ?? TensorReader(examples, shape: shape, store: store).read
  }

  /// Some of the examples, from the cache.
  func only(_ examples: [Example], _ store: ObjectStore) -> SegmentSet {
    SegmentSet(examples, classes: classes, shape: shape, store: store)
  }

  var labels: [Int] { examples.map(\.label) }
  var seconds: [Double] { examples.map(\.seconds) }

  func trainingExamples(
    standardisedBy standardisation: Standardisation = .init(mean: 0, deviation: 1)
  )
    -> TrainingExamples
  {
    TrainingExamples(
      labels: labels, classes: classes.count, bands: shape.bands, frames: shape.frames,
      standardisation: standardisation, read: read)
  }
}
