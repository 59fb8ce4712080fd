/// A gated recurrent unit (Cho and others 2014) over the steps in both directions, side by side: torch's
/// `GRU(…, batch_first=True, bidirectional=True)`. `name.weight_ih_l0` [3 · features, in], `weight_hh_l0`
/// [3 · features, features], `bias_ih_l0` and `bias_hh_l0` [3 · features], in the order reset, update, new;
/// the same with `_reverse` for the way back.
package struct GRU: Layer {
  package static let kind = "gru"
  package var name = ""
  /// Of each direction.
  package var features = 0

  package init() {}

  package init(_ name: String, features: Int) { (self.name, self.features) = (name, features) }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.text("name", &name)
    try fields.integer("features", &features, 1...16_384)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    .sequence(steps: try input.requireSequence().steps, features: 2 * features)
  }

  package func tensors(input: FeatureShape) -> [TensorDescription] {
    directions(inputs: input.channels).flatMap {
      [$0.inputWeight, $0.stateWeight, $0.inputBias, $0.stateBias]
    }
  }

  package func multiplyAdds(input: FeatureShape) -> Int {
    guard case .sequence(let steps, let inputs) = input else { return 0 }
    return steps * 2 * 3 * features * (inputs + features)
  }

  package struct Direction {
    package let inputWeight, stateWeight, inputBias, stateBias: TensorDescription
  }

  /// There and back; torch's initial values, uniform within 1/√features.
  package func directions(inputs: Int) -> [Direction] {
    let initial = TensorDescription.Initial.uniform(bound: 1 / Double(features).squareRoot())
    return ["", "_reverse"].map { suffix in
      func tensor(_ part: String, _ shape: [Int]) -> TensorDescription {
        TensorDescription("\(name).\(part)_l0\(suffix)", shape, .parameter(initial))
      }
      return Direction(
        inputWeight: tensor("weight_ih", [3 * features, inputs]),
        stateWeight: tensor("weight_hh", [3 * features, features]),
        inputBias: tensor("bias_ih", [3 * features]), stateBias: tensor("bias_hh", [3 * features]))
    }
  }
}
