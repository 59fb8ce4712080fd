/// Colours for numbers: perceptually even, so that equal steps of the number look equal.
public enum Colormap: String, CaseIterable, Hashable, Sendable {
  case viridis, magma, inferno, gray

  /// 256 colours from low to high, `0xRRGGBB`.
  public var colors: [UInt32] {
    switch self {
    case .viridis: Self.viridisColors
    case .magma: Self.magmaColors
    case .inferno: Self.infernoColors
    case .gray: Self.grayColors
    }
  }

  private static let grayColors = (0..<256).map { UInt32($0) * 0x010101 }
}
