/// A fully connected layer: `name.weight` [outputs, in], `name.bias`.
package struct Linear: Layer {
  package static let kind = "linear"
  package var name = ""
  /// nil: as many as there are classes.
  package var outputs: Int?

  package init() {}

  package init(_ name: String, outputs: Int? = nil) {
    (self.name, self.outputs) = (name, outputs)
  }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.text("name", &name)
    try fields.optionalInteger("outputs", &outputs, 1...65_536)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    _ = try input.requireVector()
    return .vector(outputs ?? 1)
  }

  /// torch's own: both uniform within 1/√inputs.
  package func tensors(input: FeatureShape) -> [TensorDescription] {
    let outputs = outputs ?? 1
    let initial = TensorDescription.Initial.uniform(bound: 1 / Double(input.channels).squareRoot())
    return [
      TensorDescription(name + ".weight", [outputs, input.channels], .parameter(initial)),
      TensorDescription(name + ".bias", [outputs], .parameter(initial)),
    ]
  }

  package func resolved(classes: Int) -> any Layer {
    Linear(name, outputs: outputs ?? classes)
  }
}
