/// The mean over height and width, or over all steps.
package struct GlobalAveragePooling: Layer {
  package static let kind = "global-average-pooling"

  package init() {}

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {}

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    if case .sequence(_, let features) = input { return .vector(features) }
    return .vector(try input.requireMap().channels)
  }
}
