/// The sum of all steps, each times its share of attention: the softmax over the steps of `name.weight`
/// [1, features] times the step.
package struct AttentionPooling: Layer {
  package static let kind = "attention-pooling"
  package var name = ""

  package init() {}

  package init(_ name: String) { self.name = name }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.text("name", &name)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    .vector(try input.requireSequence().features)
  }

  package func tensors(input: FeatureShape) -> [TensorDescription] {
    [score(inputs: input.channels)]
  }

  package func multiplyAdds(input: FeatureShape) -> Int { 2 * Int(input.count) }

  /// torch's own for a linear layer.
  package func score(inputs: Int) -> TensorDescription {
    TensorDescription(
      name + ".weight", [1, inputs],
      .parameter(.uniform(bound: 1 / Double(inputs).squareRoot())))
  }
}
