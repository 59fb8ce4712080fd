import ConeDNN

/// How a convolution is computed.
package enum ConvolutionAlgorithm: String, CaseIterable, Sendable {
  case direct
  /// F(4x4, 3x3): a quarter of the products, for 3x3 of stride 1 in float32 with AVX-512.
  case winograd

  var code: od_algorithm { self == .direct ? OD_DIRECT : OD_WINOGRAD }
}

package enum ConvolutionPass: String, CaseIterable, Sendable {
  case forward
  case backwardData
  case backwardWeights

  var code: od_pass {
    switch self {
    case .forward: OD_FORWARD
    case .backwardData: OD_BACKWARD_DATA
    case .backwardWeights: OD_BACKWARD_WEIGHTS
    }
  }
}

/// The one place where a kernel is chosen, by shape, pass and instruction set: never by a clock
/// while training, so that the same run gives the same bits.
package struct ConvolutionRule: Sendable {
  package struct Shape: Hashable, Sendable {
    package let inputs: Int
    package let outputs: Int
    package let height: Int
    package let width: Int
    package let kernel: Int
    package let stride: Int
  }

  /// Part of a run's key: changes whenever a choice does.
  package let version: String
  private let choose:
    @Sendable (Shape, ConvolutionPass, Precision, _ lanes: Int) -> ConvolutionAlgorithm

  package init(
    version: String,
    choose:
      @escaping @Sendable (Shape, ConvolutionPass, Precision, _ lanes: Int)
      -> ConvolutionAlgorithm
  ) {
    self.version = version
    self.choose = choose
  }

  package func algorithm(
    for shape: Shape, pass: ConvolutionPass, precision: Precision, lanes: Int
  ) -> ConvolutionAlgorithm {
    choose(shape, pass, precision, lanes)
  }

  /// One algorithm for every convolution that has it.
  package static func always(_ algorithm: ConvolutionAlgorithm) -> ConvolutionRule {
    ConvolutionRule(version: "always-\(algorithm.rawValue)") { _, _, _, _ in algorithm }
  }

  /// Measured: Winograd wins wherever it exists, save where few channels make its transforms dear.
  package static let committed = ConvolutionRule(version: "measured-1") {
    shape, pass, precision, lanes in
    guard precision == .float32, lanes == 16, shape.kernel == 3, shape.stride == 1,
      shape.inputs >= 16
    else { return .direct }
    return pass == .backwardWeights && shape.inputs * shape.outputs <= 32 * 32
      ? .direct : .winograd
  }
}
