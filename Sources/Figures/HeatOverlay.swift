import Imaging

/// A spectrogram in greys, and over it in colour where something is.
public struct HeatOverlay: Sendable {
  /// `[bands, frames]`, row 0 the lowest band.
  public var values: [Float]
  /// Of the same shape, from 0, nothing, to 1.
  public var heat: [Float]
  public var bands: Int
  /// The greys' range.
  public var settings: PreviewSettings

  public init(values: [Float], heat: [Float], bands: Int, settings: PreviewSettings) {
    precondition(values.count == heat.count && values.count.isMultiple(of: max(bands, 1)))
    (self.values, self.heat, self.bands, self.settings) = (values, heat, bands, settings)
  }

  /// Of a pixel a value, the lowest band at the bottom.
  public var image: PNGImage {
    var settings = settings
    (settings.scale, settings.colormap) = (1, .gray)
    let frames = values.count / bands
    let grey = SpectrogramPreview(settings).image(of: values.span, bands: bands, frames: frames)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * values.count)
    for row in 0..<bands {
      for frame in 0..<frames {
        let heat = Double(min(max(heat[(bands - 1 - row) * frames + frame], 0), 1))
        let color = RGB(grey.color(row: row, column: frame))
          .mixed(with: RGB(0xFF7A1A), by: 0.75 * heat).packed
        for shift in [16, 8, 0] { pixels.append(UInt8(truncatingIfNeeded: color >> shift)) }
      }
    }
    return PNGImage(width: frames, height: bands, format: .rgb, pixels: pixels)
  }
}
