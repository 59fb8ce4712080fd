import Engine
import Networks
import Numerics

extension TrainingPlan {
  /// Fills the parameters with the values that their layers begin with.
  package func initialise(seed: UInt64) {
    for (index, parameter) in parameters.list.enumerated() {
      guard case .parameter(let initial) = parameter.description.role else { continue }
      var stream = Philox(seed: seed, purpose: "weights", clip: index)
      parameters.set(
        parameter, in: .weights, to: initial.values(count: parameter.count, &stream))
    }
  }
}

extension TensorDescription.Initial {
  fileprivate func values(count: Int, _ stream: inout Philox) -> [Float] {
    switch self {
    case .constant(let value): [Float](repeating: value, count: count)
    case .normal(let deviation):
      (0..<count).map { _ in Float(deviation * stream.normal()) }
    case .uniform(let bound):
      (0..<count).map { _ in Float(bound * (2 * stream.uniform() - 1)) }
    }
  }
}
