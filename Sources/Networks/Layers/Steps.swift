/// Maps as steps of their channels, for layers that go over steps.
package struct Steps: Layer {
  package static let kind = "steps"

  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The frames, each the mean over its bands: `x.mean(dim=2).transpose(1, 2)`.
    case frames
    /// All pixels, row by row: `x.flatten(2).transpose(1, 2)`.
    case cells
  }

  package var kind = Kind.frames

  package init() {}

  package init(_ kind: Kind) { self.kind = kind }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.choice("of", &kind)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    let (channels, height, width) = try input.requireMap()
    return .sequence(steps: kind == .frames ? width : height * width, features: channels)
  }
}
