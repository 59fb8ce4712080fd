/// Adds to each step what is learned for its place: `name` [1, steps, features], so that the network is made for
/// one length.
package struct LearnedPositions: Layer {
  package static let kind = "learned-positions"
  package var name = ""

  package init() {}

  package init(_ name: String) { self.name = name }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.text("name", &name)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    _ = try input.requireSequence()
    return input
  }

  package func tensors(input: FeatureShape) -> [TensorDescription] {
    guard case .sequence(let steps, let features) = input else { return [] }
    return [TensorDescription(name, [1, steps, features], .parameter(.normal(deviation: 0.02)))]
  }
}
