import Networks

/// The one place where a kernel is chosen, by shape, pass and instruction set: never by a clock
/// while training, so that the same run gives the same bits.
package struct ConvolutionRule: Sendable {
  package typealias Choice =
    @Sendable (ConvolutionShape, ConvolutionPass, Precision) -> ConvolutionAlgorithm

  /// Part of a run's key: changes whenever a choice does.
  package let version: String
  private let choose: Choice

  package init(version: String, choose: @escaping Choice) {
    self.version = version
    self.choose = choose
  }

  package func algorithm(
    for shape: ConvolutionShape, pass: ConvolutionPass, precision: Precision
  ) -> ConvolutionAlgorithm {
    choose(shape, pass, precision)
  }

  /// One algorithm for every convolution that has it.
  package static func always(_ algorithm: ConvolutionAlgorithm) -> ConvolutionRule {
    ConvolutionRule(version: "always-\(algorithm.rawValue)") { _, _, _ in algorithm }
  }

  /// The rule that networks are planned by where nobody asks for another.
  package static let committed: ConvolutionRule =
    Machine.current.libraryHasWinograd ? .measured : .always(.direct)

  /// What was measured; and for shapes that were not, Winograd, save for the weights' gradient
  /// between few channels, where its transforms cost more than the products that they save, and for
  /// a clip or two, where its transformed weights do. On the smallest maps that gradient would save
  /// resnet18 a thirtieth of a step and take a tenth of its memory.
  private static let measured = ConvolutionRule(version: "3-" + ConvolutionTable.digest) {
    shape, pass, precision in
    guard precision == .float32, Machine.current.lanes == 16, shape.mayBeWinograd,
      pass != .backwardWeights || shape.height * shape.width >= 64
    else { return .direct }
    if let isWinograd = ConvolutionTable.isWinograd(shape, pass) {
      return isWinograd ? .winograd : .direct
    }
    let fewChannels = max(shape.inputs, shape.outputs) <= 32
    return pass == .backwardWeights && fewChannels ? .direct : .winograd
  }
}

extension ConvolutionShape {
  /// Whether the algorithm is defined for it, and its weights serve enough clips; oneDNN may still
  /// lack a pass.
  var mayBeWinograd: Bool {
    kernel == 3 && stride == 1 && dilation == 1 && groups == 1 && !isFirst && batch > 2
  }
}

extension ConvolutionTable {
  /// The row of a shape and a pass, without the winner.
  package static func key(_ shape: ConvolutionShape, _ pass: ConvolutionPass) -> String {
    "\(pass.rawValue) \(shape.inputs)>\(shape.outputs) \(shape.height)x\(shape.width)"
  }

  static func isWinograd(_ shape: ConvolutionShape, _ pass: ConvolutionPass) -> Bool? {
    let key = key(shape, pass)
    if rows.contains(key + " winograd") { return true }
    return rows.contains(key + " direct") ? false : nil
  }

  /// FNV-1a of the rows, so that no one has to remember to count a version up.
  static let digest: String = {
    let text = rows.sorted().joined(separator: "\n")
    let sum = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    return String(sum, radix: 16)
  }()
}
