/// Height and width exchanged: for networks whose weights were trained on [frames, bands].
package struct Transposition: Layer {
  package static let kind = "transposition"

  package init() {}

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {}

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    let (channels, height, width) = try input.requireMap()
    return .map(channels: channels, height: width, width: height)
  }
}
