/// The mean over the height, then the maximum plus the mean over the width (Kong and others 2020).
package struct TimeFrequencyPooling: Layer {
  package static let kind = "time-frequency-pooling"

  package init() {}

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {}

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    .vector(try input.requireMap().channels)
  }
}
