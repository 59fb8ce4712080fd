import Configuration
import Digests
import Learning
import Manifest
import Networks
import TensorFiles

/// What is trained on some folds and asked about others: a network, or a baseline beside it.
///
/// A new one is a file here and a line below ``Estimators``: plans, keys, runs, tests and the
/// leaderboard take it from there.
protocol Estimator: Sendable {
  /// As views and reports call it.
  var name: String { get }
  /// What it sees of a clip.
  var sees: EstimatorInput { get }
  /// The network that it sees tensors through, where there is one that it does not change.
  var frozen: FrozenNetwork? { get }
  /// The same for training alone.
  var frozenInTraining: FrozenNetwork? { get }
  /// What it begins with, where that is not chance.
  var weights: WeightsOrigin? { get }
  /// The settings that its answers depend on, canonical, a line `key=value` each; part of a run's key.
  var settings: String { get }
  /// What else decides its bits, such as the rule that chooses kernels; part of a run's key.
  var implementation: String? { get }
  /// How training examples are kept back to choose an epoch on; nil: none are.
  var validation: ValidationClips? { get }
  /// 0 where nothing is random.
  var seed: Int { get }
  /// 0 where it is not trained by epochs.
  var epochs: Int { get }
  /// Of training.
  var precision: Precision { get }
  /// Of its answers.
  var answerPrecision: Precision { get }

  /// Learns, and gives all that it takes to answer later; nil when it was interrupted.
  func train(on segments: SegmentSet, in session: TrainingSession) throws -> SafetensorsFile?

  /// The classes' probabilities, `[segments, classes]`.
  ///
  /// - Parameter checkpoint: What ``train(on:in:)`` gave.
  func probabilities(of segments: SegmentSet, by checkpoint: SafetensorsFile) throws -> [Float]
}

extension Estimator {
  var sees: EstimatorInput { .tensors }
  var frozen: FrozenNetwork? { nil }
  var frozenInTraining: FrozenNetwork? { frozen }
  var weights: WeightsOrigin? { nil }
  var implementation: String? { nil }
  var validation: ValidationClips? { nil }
  var seed: Int { 0 }
  var epochs: Int { 0 }
  var precision: Precision { .float32 }
  var answerPrecision: Precision { precision }
}

/// What an estimator sees of a clip.
enum EstimatorInput: Sendable {
  case tensors
  /// The clip's length alone.
  case lengths
}

/// What a configuration trains beside each other, in the order of reports.
package struct Estimators {
  let all: [any Estimator]

  /// - Parameter classes: Of the data set, where they are known already.
  init(_ configuration: PipelineConfiguration, classes: Int? = nil) throws {
    let weights = try WeightsOrigin(configuration)
    if let weights { try WeightsFit.check(weights, configuration, classes: classes) }
    let contender: any Estimator =
      try ProbeEstimator(configuration, weights) ?? NetworkEstimator(configuration, weights)
    // What a leaky split shows is about a network; baselines keep to the data set's folds.
    all = [contender] + (configuration.leakyRandomSplit ? [] : Baseline.allCases.map(\.estimator))
  }

  /// Nil for one that this configuration does not have.
  subscript(name: String) -> (any Estimator)? { all.first { $0.name == name } }
}

extension Baseline {
  fileprivate var estimator: any Estimator {
    switch self {
    case .linear: LinearEstimator()
    case .duration: DurationEstimator()
    }
  }
}
