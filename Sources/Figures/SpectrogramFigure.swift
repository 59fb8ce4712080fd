import Imaging

/// Draws one clip for a person to study: the waveform above, its spectrogram below, axes in seconds
/// and hertz, a bar that says which colour is which value.
public struct SpectrogramFigure: Sendable {
  /// Large, at the top: the clip's name.
  public var title: String
  /// Smaller, under it: its class and facts; as many lines as it takes.
  public var subtitle: String
  /// What is heard, full scale ±1; may be empty.
  public var samples: [Float]
  /// `[bands, frames]`, row 0 the lowest band.
  public var values: [Float]
  /// The centre of each band in Hz, ascending.
  public var bandFrequencies: [Double]
  /// How long samples and values last.
  public var seconds: Double
  /// What the values are measured in, `dB` for example; stands over the colour bar.
  public var unit: String
  /// Colours and their range; the scale is the figure's own.
  public var settings: PreviewSettings

  public init(
    title: String, subtitle: String, samples: [Float], values: [Float],
    bandFrequencies: [Double], seconds: Double, unit: String,
    settings: PreviewSettings = PreviewSettings()
  ) {
    precondition(
      !bandFrequencies.isEmpty && !values.isEmpty
        && values.count.isMultiple(of: bandFrequencies.count),
      "\(values.count) values are not whole frames of \(bandFrequencies.count) bands")
    precondition(seconds > 0, "a clip lasts")
    self.title = title
    self.subtitle = subtitle
    self.samples = samples
    self.values = values
    self.bandFrequencies = bandFrequencies
    self.seconds = seconds
    self.unit = unit
    self.settings = settings
  }

  public func image() throws(ImagingError) -> PNGImage {
    let ruler = try Canvas(width: 1, height: 1)
    let lines = ruler.lines(of: subtitle, width: Place.width - 2 * Place.margin)
    let top = Place.margin + 40 + Double(lines.count) * Place.lineHeight
    let wave = Box(
      x: Place.left, y: top, width: Place.plotWidth, height: Place.waveHeight)
    let spectrogram = Box(
      x: Place.left, y: wave.bottom + 16, width: Place.plotWidth,
      height: Place.spectrogramHeight)
    let canvas = try Canvas(width: Place.width, height: spectrogram.bottom + 56)

    canvas.text(
      canvas.shortened(title, width: Place.width - 2 * Place.margin, Place.titleFont),
      x: Place.margin, y: Place.margin + 10, Place.titleFont)
    for (index, line) in lines.enumerated() {
      canvas.text(
        line, x: Place.margin, y: Place.margin + 34 + Double(index) * Place.lineHeight,
        color: Place.faint)
    }
    drawWaveform(in: wave, on: canvas)
    drawSpectrogram(in: spectrogram, on: canvas)
    let axes = SpectrogramAxes(bandFrequencies: bandFrequencies, seconds: seconds)
    axes.drawFrequencies(along: spectrogram, titled: Place.margin + 6, on: canvas)
    axes.drawSeconds(under: spectrogram, on: canvas)
    drawColorBar(beside: spectrogram, on: canvas)
    return canvas.image()
  }

  /// The same as a PNG file, with texts about it.
  public func encoded(
    texts: [(keyword: String, text: String)] = []
  ) throws(ImagingError) -> [UInt8] {
    try image().encoded(texts: texts, compressionLevel: 6)
  }
}

// The parts of the figure.
extension SpectrogramFigure {
  /// From the least to the largest sample of each column of pixels, so that no click is lost; with
  /// its neighbours', so that a column that sees less than a period leaves no gap.
  private func drawWaveform(in box: Box, on canvas: borrowing Canvas) {
    canvas.fill(box, Place.paper)
    let peak = samples.filter(\.isFinite).map(abs).max() ?? 0
    let columns = Int(box.width) * Canvas.density
    for column in 0..<columns where peak > 0 {
      let first = samples.count * max(column - 1, 0) / columns
      let end = samples.count * min(column + 2, columns) / columns
      let part = samples[first..<end].filter(\.isFinite)
      guard let low = part.min(), let high = part.max() else { continue }
      let middle = box.y + box.height / 2
      let reach = box.height / 2 / Double(peak)
      canvas.fill(
        Box(
          x: box.x + Double(column) / Double(Canvas.density), y: middle - Double(high) * reach,
          width: 1 / Double(Canvas.density), height: max(0.5, Double(high - low) * reach)),
        Place.ink)
    }
    let ticks = [
      (Double(peak), box.y), (0, box.y + box.height / 2), (-Double(peak), box.bottom),
    ]
    for (value, y) in ticks {
      canvas.text(
        peak > 0 || value == 0 ? Ticks.label(value) : "", x: box.x - 8, y: y, align: .right)
    }
    canvas.text(
      "amplitude", x: Place.margin + 6, y: box.y + box.height / 2, align: .center, degrees: -90,
      color: Place.faint)
  }

  private func drawSpectrogram(in box: Box, on canvas: borrowing Canvas) {
    var settings = settings
    settings.scale = 1
    let image = SpectrogramPreview(settings).image(
      of: values.span, bands: bandFrequencies.count,
      frames: values.count / bandFrequencies.count)
    canvas.draw(image, in: box)
  }

  private func drawColorBar(beside box: Box, on canvas: borrowing Canvas) {
    let bar = Box(x: box.right + 18, y: box.y, width: 16, height: box.height)
    let ramp = PNGImage(
      width: 1, height: 256, format: .palette(settings.colormap.colors),
      pixels: (0..<256).map { UInt8(255 - $0) })
    canvas.draw(ramp, in: bar)
    let (lower, upper) = settings.range.bounds(of: values.span)
    // Of 80 dB, every ten, however they are rounded.
    for tick in Ticks.even(from: Double(lower), to: Double(upper), about: 10) {
      let y = bar.bottom - (tick - Double(lower)) / Double(upper - lower) * bar.height
      canvas.stroke([(bar.right, y), (bar.right + 4, y)], Place.axis)
      canvas.text(Ticks.label(tick), x: bar.right + 8, y: y)
    }
    canvas.text(unit, x: bar.x, y: bar.y - 10, color: Place.faint)
  }
}

/// Where things are.
private enum Place {
  static let margin = 20.0
  static let lineHeight = 19.0
  static let left = 88.0
  static let plotWidth = 760.0
  static let width = left + plotWidth + 100
  static let waveHeight = 90.0
  static let spectrogramHeight = 384.0
  static let titleFont = Canvas.Font(size: 17, isBold: true)
  static let faint: UInt32 = 0x777777
  static let axis: UInt32 = 0x555555
  static let paper: UInt32 = 0xF6F6F6
  static let ink: UInt32 = 0x3B528B
}
