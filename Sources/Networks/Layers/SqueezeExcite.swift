/// Each channel times a gate of its own: sigmoid(fc2(relu(fc1(mean over the map)))) (Hu and others 2018).
/// `name.fc1.weight` [reduced, channels], `name.fc2.weight` [channels, reduced], and their biases.
package struct SqueezeExcite: Layer {
  package static let kind = "squeeze-excite"
  package var name = ""
  /// Features between the two linear layers.
  package var reduced = 0

  package init() {}

  package init(_ name: String, reduced: Int) { (self.name, self.reduced) = (name, reduced) }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.text("name", &name)
    try fields.integer("reduced", &reduced, 1...65_536)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    _ = try input.requireMap()
    return input
  }

  package func tensors(input: FeatureShape) -> [TensorDescription] {
    let (squeeze, excite) = linears(channels: input.channels)
    return squeeze.tensors(input: .vector(input.channels))
      + excite.tensors(input: .vector(reduced))
  }

  package func multiplyAdds(input: FeatureShape) -> Int { 2 * reduced * input.channels }

  package func linears(channels: Int) -> (squeeze: Linear, excite: Linear) {
    (Linear(name + ".fc1", outputs: reduced), Linear(name + ".fc2", outputs: channels))
  }
}
