/// A colour to reckon with; channels from 0 to 1.
struct RGB {
  var channels: SIMD3<Double>

  static let white = RGB(0xFFFFFF)

  init(_ packed: UInt32) {
    channels =
      SIMD3(
        Double(packed >> 16 & 0xFF), Double(packed >> 8 & 0xFF), Double(packed & 0xFF)) / 255
  }

  private init(channels: SIMD3<Double>) { self.channels = channels }

  /// `0xRRGGBB`
  var packed: UInt32 {
    let bytes = (channels * 255).rounded(.toNearestOrEven)
    return UInt32(bytes.x) << 16 | UInt32(bytes.y) << 8 | UInt32(bytes.z)
  }

  /// From this colour (`share` 0) to the other (1).
  func mixed(with other: RGB, by share: Double) -> RGB {
    RGB(channels: channels + (other.channels - channels) * share)
  }

  /// Whether white text is read better on it than black (Rec. 709 luma).
  var isDark: Bool { (channels * SIMD3(0.2126, 0.7152, 0.0722)).sum() < 0.55 }
}
