/// The maximum over windows.
package struct MaxPooling: Layer {
  package static let kind = "max-pooling"
  package var size = Window(2)
  package var stride = Window(2)
  package var padding = Window(0)

  package init() {}

  package init(size: Int, stride: Int, padding: Int) {
    (self.size, self.stride, self.padding) = (Window(size), Window(stride), Window(padding))
  }

  /// Windows side by side.
  package init(size: Window) { (self.size, stride) = (size, size) }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.window("size", &size, 1...15)
    try fields.window("stride", &stride, 1...15)
    try fields.window("padding", &padding, 0...7)
    guard 2 * padding.height <= size.height, 2 * padding.width <= size.width else {
      throw LayerFault(
        found: "has the padding \(padding)", expected: "at most half of its size, \(size)")
    }
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    let (channels, height, width) = try input.requireMap()
    let map = try size.positions(over: height, width, stride: stride, padding: padding)
    return .map(channels: channels, height: map.height, width: map.width)
  }
}
