import Learning
import Networks
import TensorFiles

/// Ridge regression on mean and deviation per band.
struct LinearEstimator: Estimator {
  let name = Baseline.linear.rawValue
  let settings = ""

  func train(on segments: SegmentSet, in session: TrainingSession) throws -> SafetensorsFile? {
    try RidgeBaseline(training: segments.trainingExamples()).file
  }

  func probabilities(of segments: SegmentSet, by checkpoint: SafetensorsFile) throws -> [Float] {
    try RidgeBaseline(checkpoint).probabilities(
      clips: segments.examples.count, frames: segments.shape.frames, read: segments.read)
  }
}
