/// A spectrogram as a picture for weights of ImageNet: its values, which go from 0 to 1, in three channels, each
/// normalised as ImageNet's are, (x − mean)/deviation. What is padded behind it is each channel's mean.
package struct ImageChannels: Layer {
  package static let kind = "image-channels"
  /// Of red, green and blue.
  package static let means: [Float] = [0.485, 0.456, 0.406]
  package static let deviations: [Float] = [0.229, 0.224, 0.225]

  package init() {}

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {}

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    let (channels, height, width) = try input.requireMap()
    guard channels == 1 else {
      throw LayerFault(
        found: "gets \(input)", expected: "a single map", advice: "put it first")
    }
    return .map(channels: Self.means.count, height: height, width: width)
  }
}
