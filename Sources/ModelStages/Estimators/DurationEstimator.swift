import Learning
import Networks
import TensorFiles

/// The clip's length alone.
struct DurationEstimator: Estimator {
  let name = Baseline.duration.rawValue
  let sees = EstimatorInput.lengths
  let settings = ""

  func train(on segments: SegmentSet, in session: TrainingSession) throws -> SafetensorsFile? {
    try DurationBaseline(
      seconds: segments.seconds, labels: segments.labels, classes: segments.classes.count
    ).file
  }

  func probabilities(of segments: SegmentSet, by checkpoint: SafetensorsFile) throws -> [Float] {
    try DurationBaseline(checkpoint).probabilities(seconds: segments.seconds)
  }
}
