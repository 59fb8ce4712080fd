import Networks

/// Where a network last has maps: behind the last convolutions and what belongs to them, before what pools,
/// flattens or reads them step by step.
package struct LastMap: Equatable {
  /// Behind so many layers.
  package let place: Int
  package let channels: Int
  /// Cells across the bands and across the frames.
  package let height, width: Int
  /// Whether its height goes along the frames, as in networks whose weights see `[frames, bands]`.
  package let isTransposed: Bool

  /// - Returns: nil for a network that makes no maps.
  /// - Throws: `NetworkError` where a layer cannot take what it gets.
  package init?(of layers: [any Layer], bands: Int, frames: Int) throws(NetworkError) {
    var shape = FeatureShape.map(channels: 1, height: bands, width: frames)
    var last: (place: Int, shape: FeatureShape, turns: Int)?
    var turns = 0
    for (index, layer) in layers.enumerated() {
      shape = try LayerList.output([layer], of: shape)
      guard case .map = shape else { break }
      if layer is Transposition { turns += 1 }
      if !(layer is AveragePooling || layer is MaxPooling || layer is Dropout) {
        last = (index + 1, shape, turns)
      }
    }
    guard let last, case .map(let channels, let height, let width) = last.shape else { return nil }
    place = last.place
    self.channels = channels
    isTransposed = last.turns % 2 == 1
    (self.height, self.width) = isTransposed ? (width, height) : (height, width)
  }
}
