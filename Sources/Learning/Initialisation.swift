import Engine
import Numerics

extension TrainingPlan {
  /// Fills the parameters as PyTorch's networks begin: convolutions by `kaiming_normal_`
  /// (fan_out, relu), batch norms with 1 and 0, the linear layer by its own default, uniform within
  /// 1/√inputs.
  package func initialise(seed: UInt64) {
    var bound = 0.0
    for (index, parameter) in parameters.list.enumerated() {
      var stream = Philox(seed: seed, purpose: "weights", clip: index)
      let values: [Float] =
        switch parameter.role {
        case .convolution: normal(parameter, &stream)
        case .scale: [Float](repeating: 1, count: parameter.count)
        case .shift: [Float](repeating: 0, count: parameter.count)
        case .linearWeight:
          {
            bound = 1 / Double(parameter.shape[1]).squareRoot()
            return uniform(parameter, within: bound, &stream)
          }()
        case .linearBias: uniform(parameter, within: bound, &stream)
        }
      parameters.set(parameter, in: .weights, to: values)
    }
  }

  /// Of a deviation that keeps the gradients' size: √(2 / (outputs · kernel²)) (He and others 2015).
  private func normal(_ parameter: Parameter, _ stream: inout Philox) -> [Float] {
    let fanOut = parameter.shape[0] * parameter.shape[2] * parameter.shape[3]
    let deviation = (2 / Double(fanOut)).squareRoot()
    return (0..<parameter.count).map { _ in Float(deviation * stream.normal()) }
  }

  private func uniform(
    _ parameter: Parameter, within bound: Double, _ stream: inout Philox
  ) -> [Float] {
    (0..<parameter.count).map { _ in Float(bound * (2 * stream.uniform() - 1)) }
  }
}
