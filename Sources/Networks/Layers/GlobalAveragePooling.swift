/// The mean over height and width.
package struct GlobalAveragePooling: Layer {
  package static let kind = "global-average-pooling"

  package init() {}

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {}

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    .vector(try input.requireMap().channels)
  }
}
