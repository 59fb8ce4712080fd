/// Batch norm over clips and pixels: γ·(x − mean)/√(variance + epsilon) + β, by batch in training, by
/// running mean and variance afterwards. `name.weight`, `.bias`, `.running_mean`, `.running_var`,
/// `.num_batches_tracked`.
package struct BatchNorm: Layer {
  package static let kind = "batch-norm"
  package var name = ""
  package var epsilon = 1e-5
  /// The share of a batch's statistics in the running ones after it.
  package var momentum = 0.1

  package init() {}

  package init(_ name: String, epsilon: Double = 1e-5, momentum: Double = 0.1) {
    (self.name, self.epsilon, self.momentum) = (name, epsilon, momentum)
  }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.text("name", &name)
    try fields.number("epsilon", &epsilon, 1e-12...1)
    try fields.number("momentum", &momentum, 0...1)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    _ = try input.requireMap()
    return input
  }

  package func tensors(input: FeatureShape) -> [TensorDescription] {
    let shape = [input.channels]
    return [
      scale(channels: input.channels), shift(channels: input.channels),
      TensorDescription(name + ".running_mean", shape, .buffer(0)),
      TensorDescription(name + ".running_var", shape, .buffer(1)),
      TensorDescription(name + ".num_batches_tracked", [], .counter),
    ]
  }

  package func scale(channels: Int) -> TensorDescription {
    TensorDescription(name + ".weight", [channels], .parameter(.constant(1)))
  }

  package func shift(channels: Int) -> TensorDescription {
    TensorDescription(name + ".bias", [channels], .parameter(.constant(0)))
  }
}
