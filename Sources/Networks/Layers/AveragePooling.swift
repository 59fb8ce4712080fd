/// The mean over windows side by side; rows and columns that fill no window are dropped.
package struct AveragePooling: Layer {
  package static let kind = "average-pooling"
  package var size = Window(2)

  package init() {}

  package init(size: Window) { self.size = size }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.window("size", &size, 1...64)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    let (channels, height, width) = try input.requireMap()
    let map = try size.positions(over: height, width, stride: size, padding: Window(0))
    return .map(channels: channels, height: map.height, width: map.width)
  }
}
