/// Draws spectrograms one pixel a value: time to the right, low frequencies at the bottom.
public struct SpectrogramPreview: Sendable {
  private let settings: PreviewSettings

  public init(_ settings: PreviewSettings = PreviewSettings()) {
    precondition(settings.scale > 0, "a value needs a pixel")
    self.settings = settings
  }

  /// The picture of one spectrogram; what is not a number has the lowest colour.
  /// - Parameter values: `[bands, frames]`, row 0 the lowest band.
  public func image(of values: Span<Float>, bands: Int, frames: Int) -> PNGImage {
    precondition(values.count == bands * frames, "[\(bands), \(frames)] is not \(values.count)")
    let (lower, upper) = settings.range.bounds(of: values)
    // Infinite for a constant picture, whose levels then are 0 times that: no numbers.
    let gain = 256 / (upper - lower)
    let pixels = [UInt8](unsafeUninitializedCapacity: values.count) { pixels, count in
      for band in 0..<bands {
        let row = (bands - 1 - band) * frames
        for frame in 0..<frames {
          let level = (values[band * frames + frame] - lower) * gain
          // Both comparisons are false for what is not a number.
          pixels[row + frame] = level > 0 ? (level < 255 ? UInt8(level) : 255) : 0
        }
      }
      count = values.count
    }
    let image = PNGImage(
      width: frames, height: bands, format: .palette(settings.colormap.colors), pixels: pixels)
    return settings.scale == 1 ? image : image.enlarged(settings.scale)
  }

  /// The same as a PNG file, with texts about it.
  public func encoded(
    _ values: Span<Float>, bands: Int, frames: Int, texts: [(keyword: String, text: String)] = []
  ) throws(ImagingError) -> [UInt8] {
    try image(of: values, bands: bands, frames: frames).encoded(texts: texts)
  }
}

extension PreviewSettings.Range {
  /// The values of the first and the last colour.
  package func bounds(of values: Span<Float>) -> (lower: Float, upper: Float) {
    switch self {
    case .fixed(let lower, let upper):
      return (lower, upper)
    case .perClip(let dynamicRange):
      var (least, largest) = (Float.infinity, -Float.infinity)
      for index in values.indices where values[index].isFinite {
        least = min(least, values[index])
        largest = max(largest, values[index])
      }
      return least <= largest ? (max(least, largest - dynamicRange), largest) : (0, 0)
    }
  }
}

extension PNGImage {
  /// Each pixel as a square of `factor` by `factor`; for pictures of one byte a pixel.
  fileprivate func enlarged(_ factor: Int) -> PNGImage {
    var enlarged: [UInt8] = []
    enlarged.reserveCapacity(pixels.count * factor * factor)
    for row in 0..<height {
      let wide = pixels[row * width..<(row + 1) * width].flatMap {
        repeatElement($0, count: factor)
      }
      for _ in 0..<factor { enlarged += wide }
    }
    return PNGImage(
      width: width * factor, height: height * factor, format: format, pixels: enlarged)
  }
}
