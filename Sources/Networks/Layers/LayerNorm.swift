/// γ·(x − mean)/√(variance + epsilon) + β over each step's features (Ba and others 2016). `name.weight` and
/// `.bias`, [features].
package struct LayerNorm: Layer {
  package static let kind = "layer-norm"
  package var name = ""
  package var epsilon = 1e-5

  package init() {}

  package init(_ name: String) { self.name = name }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.text("name", &name)
    try fields.number("epsilon", &epsilon, 1e-12...1)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    _ = try input.requireSequence()
    return input
  }

  package func tensors(input: FeatureShape) -> [TensorDescription] {
    [
      TensorDescription(name + ".weight", [input.channels], .parameter(.constant(1))),
      TensorDescription(name + ".bias", [input.channels], .parameter(.constant(0))),
    ]
  }
}
