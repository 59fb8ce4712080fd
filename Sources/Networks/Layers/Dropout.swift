/// In training, a share of the features set to zero and the others raised to make up for it; the
/// share is the training's.
package struct Dropout: Layer {
  package static let kind = "dropout"

  package init() {}

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {}

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    .vector(try input.requireVector())
  }
}
