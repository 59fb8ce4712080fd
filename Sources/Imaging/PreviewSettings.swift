/// How spectrograms are made into pictures.
public struct PreviewSettings: Hashable, Sendable {
  /// Which values are drawn in the first and in the last colour.
  public enum Range: Hashable, Sendable {
    /// The clip's own least and largest, the least raised to this much under the largest (for a
    /// spectrogram in decibels, in dB), so that one silent frame does not flatten the rest.
    case perClip(dynamicRange: Float)
    /// The same for all clips, so that they can be compared.
    case fixed(lower: Float, upper: Float)
  }

  public var colormap: Colormap
  public var range: Range
  /// Pixels per value, both ways.
  public var scale: Int

  public init(
    colormap: Colormap = .viridis, range: Range = .perClip(dynamicRange: 80), scale: Int = 1
  ) {
    self.colormap = colormap
    self.range = range
    self.scale = scale
  }
}
