/// A square convolution: `name.weight` [channels, in / groups, kernel, kernel] and, with a bias,
/// `name.bias`.
package struct Convolution: Layer {
  package static let kind = "convolution"
  package var name = ""
  package var channels = 0
  package var kernel = 3
  package var stride = 1
  package var padding = 0
  package var dilation = 1
  /// Into how many parts inputs and outputs are divided; as many as channels: depthwise.
  package var groups = 1
  package var bias = false

  package init() {}

  package init(
    _ name: String, channels: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, bias: Bool = false
  ) {
    (self.name, self.channels, self.kernel) = (name, channels, kernel)
    (self.stride, self.padding, self.dilation) = (stride, padding, dilation)
    (self.groups, self.bias) = (groups, bias)
  }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.text("name", &name)
    try fields.integer("channels", &channels, 1...65_536)
    try fields.integer("kernel", &kernel, 1...63)
    try fields.integer("stride", &stride, 1...63)
    try fields.integer("padding", &padding, 0...1_024)
    try fields.integer("dilation", &dilation, 1...1_024)
    try fields.integer("groups", &groups, 1...65_536)
    try fields.boolean("bias", &bias)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    let (inputs, height, width) = try input.requireMap()
    guard inputs % groups == 0, channels % groups == 0 else {
      throw LayerFault(
        found: "goes from \(inputs) to \(channels) channels in \(groups) groups",
        expected: "groups of the same number of channels")
    }
    let map = try Window(kernel).positions(
      over: height, width, stride: Window(stride), padding: Window(padding), dilation: dilation)
    return .map(channels: channels, height: map.height, width: map.width)
  }

  package func tensors(input: FeatureShape) -> [TensorDescription] {
    [weight(inputs: input.channels)] + (bias ? [biasVector] : [])
  }

  package func multiplyAdds(input: FeatureShape) -> Int {
    guard case .map(_, let height, let width) = try? output(of: input) else { return 0 }
    return weight(inputs: input.channels).count * height * width
  }

  /// `kaiming_normal_` (fan_out, relu): keeps the gradients' size (He and others 2015).
  package func weight(inputs: Int) -> TensorDescription {
    TensorDescription(
      name + ".weight", [channels, inputs / groups, kernel, kernel],
      .parameter(.normal(deviation: (2 / Double(channels * kernel * kernel)).squareRoot())))
  }

  /// Whether it has a filter a channel.
  package var isDepthwise: Bool { groups > 1 && groups == channels }

  package var biasVector: TensorDescription {
    TensorDescription(name + ".bias", [channels], .parameter(.constant(0)))
  }
}
