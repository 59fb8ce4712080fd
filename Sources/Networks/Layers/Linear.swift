/// A fully connected layer, of a vector or of each step: `name.weight` [outputs, in], `name.bias`.
package struct Linear: Layer {
  package static let kind = "linear"
  package var name = ""
  /// nil: as many as there are classes.
  package var outputs: Int?
  /// Whether what it gives, behind the function that follows, is the network's embedding.
  package var isEmbedding = false

  package init() {}

  package init(_ name: String, outputs: Int? = nil, isEmbedding: Bool = false) {
    (self.name, self.outputs, self.isEmbedding) = (name, outputs, isEmbedding)
  }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.text("name", &name)
    try fields.optionalInteger("outputs", &outputs, 1...65_536)
    try fields.boolean("embedding", &isEmbedding)
    guard !isEmbedding || outputs != nil else {
      throw LayerFault(
        found: "is an embedding without outputs", expected: "them: an embedding knows no classes")
    }
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    if case .sequence(let steps, _) = input {
      return .sequence(steps: steps, features: outputs ?? 1)
    }
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

  package func multiplyAdds(input: FeatureShape) -> Int {
    (outputs ?? 1) * Int(input.count)
  }

  package func resolved(classes: Int) -> any Layer {
    Linear(name, outputs: outputs ?? classes, isEmbedding: isEmbedding)
  }
}
