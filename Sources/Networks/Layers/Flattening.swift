/// All values of the maps, one after the other, as a vector.
package struct Flattening: Layer {
  package static let kind = "flattening"

  package enum Order: String, CaseIterable, Hashable, Sendable {
    /// By channel, height, width: `torch.flatten(x, 1)`.
    case channelsFirst = "channels-first"
    /// By height, width, channel, as TensorFlow has them.
    case channelsLast = "channels-last"
  }

  package var order = Order.channelsFirst

  package init() {}

  package init(_ order: Order) { self.order = order }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.choice("order", &order)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    let (channels, height, width) = try input.requireMap()
    return .vector(channels * height * width)
  }

  /// Where in the vector a channel's pixel is.
  package func place(channel: Int, pixel: Int, channels: Int, pixels: Int) -> Int {
    switch order {
    case .channelsFirst: channel * pixels + pixel
    case .channelsLast: pixel * channels + channel
    }
  }
}
