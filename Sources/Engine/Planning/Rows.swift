import Glibc

extension Execution {
  /// Sets the channels beyond the features' own to zero.
  func clearPadding(of features: Features) {
    let used = features.channels - (features.blocks - 1) * features.lanes
    guard used < features.lanes else { return }
    for row in 0..<features.rows {
      let last = self[features, (row + 1) * features.blocks - 1]
      for pixel in 0..<features.pixels {
        let place = (pixel * features.lanes + used) * features.bytes
        memset(last + place, 0, (features.lanes - used) * features.bytes)
      }
    }
  }

  /// A vector, or a step of all steps.
  func row(_ features: Features, _ row: Int) -> UnsafeMutablePointer<Float> {
    floats(features) + row * features.paddedChannels
  }
}
