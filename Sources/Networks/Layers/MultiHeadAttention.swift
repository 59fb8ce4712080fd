/// Scaled dot-product attention of each step to all (Vaswani and others 2017), without dropout: torch's
/// `MultiheadAttention(…, batch_first=True)` of steps to themselves. `name.in_proj_weight` [3 · features, features]
/// and `in_proj_bias` in the order query, key, value; `name.out_proj.weight` [features, features] and its bias.
package struct MultiHeadAttention: Layer {
  package static let kind = "multi-head-attention"
  package var name = ""
  /// Parts of the features that attend each on its own.
  package var heads = 0

  package init() {}

  package init(_ name: String, heads: Int) { (self.name, self.heads) = (name, heads) }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.text("name", &name)
    try fields.integer("heads", &heads, 1...1024)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    let features = try input.requireSequence().features
    guard features % heads == 0 else {
      throw LayerFault(
        found: "parts \(features) features into \(heads) heads", expected: "heads of the same size")
    }
    return input
  }

  /// Four projections, each step's product with all and the sums of all.
  package func multiplyAdds(input: FeatureShape) -> Int {
    guard case .sequence(let steps, let features) = input else { return 0 }
    return steps * features * (4 * features + 2 * steps)
  }

  /// torch's initial values.
  package func tensors(input: FeatureShape) -> [TensorDescription] {
    let features = input.channels
    let (inputs, outputs) = (
      (6 / Double(4 * features)).squareRoot(), 1 / Double(features).squareRoot()
    )
    return [
      TensorDescription(
        name + ".in_proj_weight", [3 * features, features], .parameter(.uniform(bound: inputs))),
      TensorDescription(name + ".in_proj_bias", [3 * features], .parameter(.constant(0))),
      TensorDescription(
        name + ".out_proj.weight", [features, features], .parameter(.uniform(bound: outputs))),
      TensorDescription(name + ".out_proj.bias", [features], .parameter(.constant(0))),
    ]
  }
}
