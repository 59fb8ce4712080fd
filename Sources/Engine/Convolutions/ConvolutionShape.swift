/// What a convolution is planned for: all that a kernel is chosen by.
package struct ConvolutionShape: Hashable, Sendable {
  package let batch, inputs, outputs, height, width, kernel, stride, padding, dilation, groups: Int
  /// The network's first, of one plane and without a gradient of its input.
  package let isFirst: Bool

  package init(
    batch: Int, inputs: Int, outputs: Int, height: Int, width: Int, kernel: Int = 3,
    stride: Int = 1, padding: Int = 1, dilation: Int = 1, groups: Int = 1, isFirst: Bool = false
  ) {
    (self.batch, self.inputs, self.outputs) = (batch, inputs, outputs)
    (self.height, self.width) = (height, width)
    (self.kernel, self.stride, self.padding) = (kernel, stride, padding)
    (self.dilation, self.groups) = (dilation, groups)
    self.isFirst = isFirst
  }

  var outputHeight: Int { output(height) }
  var outputWidth: Int { output(width) }
  /// [out, in / groups, height, width]
  var weights: [Int] { [outputs, inputs / groups, kernel, kernel] }

  private func output(_ size: Int) -> Int {
    (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
  }
}

/// How a convolution is computed.
package enum ConvolutionAlgorithm: String, CaseIterable, Sendable {
  case direct
  /// F(4x4, 3x3): a quarter of the products, for 3x3 of stride 1 in float32, with oneDNN 2 on AVX-512
  /// (Lavin and Gray 2015).
  case winograd
}

package enum ConvolutionPass: String, CaseIterable, Sendable {
  case forward
  case backwardData
  case backwardWeights

  /// As operations are called.
  package var name: String {
    switch self {
    case .forward: "forward"
    case .backwardData: "backward data"
    case .backwardWeights: "backward weights"
    }
  }
}
