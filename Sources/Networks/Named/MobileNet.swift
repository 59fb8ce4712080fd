/// MobileNetV3-Large for one channel, as EfficientAT has it (Schmid and others 2023): the squeeze is a
/// quarter of a block's inner channels, the gate a sigmoid.
enum MobileNet {
  /// - Parameter width: times the published channels; EfficientAT's `mn04` is 0.4.
  static func layers(width: Double) -> [any Layer] {
    func scaled(_ channels: Int) -> Int { multipleOf8(Double(channels) * width) }
    var layers = normalised(
      "features.0", scaled(16), kernel: 3, stride: 2, function: .hardSwish)
    for (index, row) in table.enumerated() {
      layers += block(
        "features.\(index + 1).block", row, inputs: scaled(row.inputs), inner: scaled(row.inner),
        outputs: scaled(row.outputs))
    }
    let features = 6 * scaled(160)
    layers += normalised(
      "features.\(table.count + 1)", features, kernel: 1, function: .hardSwish)
    return layers + [
      GlobalAveragePooling(), Linear("classifier.2", outputs: scaled(1_280)),
      Activation(.hardSwish), Dropout(), Linear("classifier.5"),
    ]
  }

  private struct Row {
    let inputs, kernel, inner, outputs: Int
    let squeezes: Bool
    let function: Activation.Function
    let stride: Int

    init(
      _ inputs: Int, _ kernel: Int, _ inner: Int, _ outputs: Int, squeezes: Bool = false,
      _ function: Activation.Function, stride: Int = 1
    ) {
      (self.inputs, self.kernel, self.inner, self.outputs) = (inputs, kernel, inner, outputs)
      (self.squeezes, self.function, self.stride) = (squeezes, function, stride)
    }
  }

  /// Table 1 of Searching for MobileNetV3 (Howard and others 2019).
  private static let table = [
    Row(16, 3, 16, 16, .relu),
    Row(16, 3, 64, 24, .relu, stride: 2),
    Row(24, 3, 72, 24, .relu),
    Row(24, 5, 72, 40, squeezes: true, .relu, stride: 2),
    Row(40, 5, 120, 40, squeezes: true, .relu),
    Row(40, 5, 120, 40, squeezes: true, .relu),
    Row(40, 3, 240, 80, .hardSwish, stride: 2),
    Row(80, 3, 200, 80, .hardSwish),
    Row(80, 3, 184, 80, .hardSwish),
    Row(80, 3, 184, 80, .hardSwish),
    Row(80, 3, 480, 112, squeezes: true, .hardSwish),
    Row(112, 3, 672, 112, squeezes: true, .hardSwish),
    Row(112, 5, 672, 160, squeezes: true, .hardSwish, stride: 2),
    Row(160, 5, 960, 160, squeezes: true, .hardSwish),
    Row(160, 5, 960, 160, squeezes: true, .hardSwish),
  ]

  /// Expand by 1 x 1, filter each channel, squeeze and excite, project by 1 x 1; plus the input, where
  /// that has the same shape.
  private static func block(
    _ name: String, _ row: Row, inputs: Int, inner: Int, outputs: Int
  ) -> [any Layer] {
    var body: [any Layer] = []
    // torch.nn.Sequential counts the parts that there are.
    var part = 0
    func next() -> String {
      defer { part += 1 }
      return "\(name).\(part)"
    }
    if inner != inputs {
      body += normalised(next(), inner, kernel: 1, function: row.function)
    }
    body += normalised(
      next(), inner, kernel: row.kernel, stride: row.stride, groups: inner,
      function: row.function)
    if row.squeezes {
      // Published weights hold a list of squeezes, of which there is one.
      body.append(
        SqueezeExcite(
          next() + ".conc_se_layers.0", reduced: multipleOf8(Double(inner / 4))))
    }
    body += normalised(next(), outputs, kernel: 1, function: nil)
    return row.stride == 1 && inputs == outputs ? [Residual(body: body)] : body
  }

  private static func normalised(
    _ name: String, _ channels: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
    function: Activation.Function?
  ) -> [any Layer] {
    let layers: [any Layer] = [
      Convolution(
        name + ".0", channels: channels, kernel: kernel, stride: stride, padding: kernel / 2,
        groups: groups),
      BatchNorm(name + ".1", epsilon: 1e-3, momentum: 0.01),
    ]
    return layers + (function.map { [Activation($0)] } ?? [])
  }

  /// The nearest multiple of 8, at least 8, at most a tenth down.
  private static func multipleOf8(_ channels: Double) -> Int {
    let rounded = max(8, Int(channels + 4) / 8 * 8)
    return Double(rounded) < 0.9 * channels ? rounded + 8 : rounded
  }
}
