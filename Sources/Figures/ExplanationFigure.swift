import Imaging

/// What a network goes by in a clip, to be studied: the spectrogram; and for each class that is asked for, where
/// it lights up, and what the class's probability loses where bands or stretches of time are covered.
public struct ExplanationFigure: Sendable {
  /// Of one class.
  public struct Panel: Sendable {
    /// Such as `siren 0.93, predicted`.
    public var title: String
    /// `[bands, frames]`, from 0 to 1; nil: the network has no map to look at.
    public var heat: [Float]?
    /// Ranges of bands, and of frames, and what the probability loses without them.
    public var bandDrops, frameDrops: [(range: Range<Int>, drop: Double)]

    public init(
      title: String, heat: [Float]?, bandDrops: [(range: Range<Int>, drop: Double)],
      frameDrops: [(range: Range<Int>, drop: Double)]
    ) {
      (self.title, self.heat) = (title, heat)
      (self.bandDrops, self.frameDrops) = (bandDrops, frameDrops)
    }
  }

  public var title: String
  /// As many lines as it takes.
  public var subtitle: String
  /// `[bands, frames]`, row 0 the lowest band.
  public var values: [Float]
  /// The centre of each band in Hz, ascending.
  public var bandFrequencies: [Double]
  public var seconds: Double
  public var panels: [Panel]
  public var settings: PreviewSettings

  public init(
    title: String, subtitle: String, values: [Float], bandFrequencies: [Double], seconds: Double,
    panels: [Panel], settings: PreviewSettings
  ) {
    precondition(!values.isEmpty && values.count.isMultiple(of: bandFrequencies.count))
    (self.title, self.subtitle, self.values) = (title, subtitle, values)
    (self.bandFrequencies, self.seconds) = (bandFrequencies, seconds)
    (self.panels, self.settings) = (panels, settings)
  }

  /// The figure as a PNG file, with texts about it.
  public func encoded(texts: [(keyword: String, text: String)]) throws(ImagingError) -> [UInt8] {
    try image().encoded(texts: texts, compressionLevel: 6)
  }

  public func image() throws(ImagingError) -> PNGImage {
    let ruler = try Canvas(width: 1, height: 1)
    let lines = ruler.lines(of: subtitle, width: Place.width - 2 * Place.margin)
    let top = Place.margin + 40 + Double(lines.count) * Place.lineHeight
    let first = top + Place.mapHeight + Place.axisHeight
    let canvas = try Canvas(
      width: Place.width, height: first + Double(panels.count) * Place.panelHeight)
    canvas.text(
      canvas.shortened(title, width: Place.width - 2 * Place.margin, Place.titleFont),
      x: Place.margin, y: Place.margin + 10, Place.titleFont)
    for (index, line) in lines.enumerated() {
      canvas.text(
        line, x: Place.margin, y: Place.margin + 34 + Double(index) * Place.lineHeight,
        color: Place.faint)
    }
    let axes = SpectrogramAxes(bandFrequencies: bandFrequencies, seconds: seconds)
    let box = Box(x: Place.left, y: top, width: Place.mapWidth, height: Place.mapHeight)
    var plain = settings
    plain.scale = 1
    canvas.draw(
      SpectrogramPreview(plain).image(
        of: values.span, bands: bandFrequencies.count, frames: frames), in: box)
    axes.drawFrequencies(along: box, titled: Place.margin + 6, on: canvas)
    axes.drawSeconds(under: box, on: canvas)
    for (index, panel) in panels.enumerated() {
      draw(panel, at: first + Double(index) * Place.panelHeight, axes, on: canvas)
    }
    return canvas.image()
  }

  private var frames: Int { values.count / bandFrequencies.count }

  /// All bars of a figure have one scale.
  private var longest: Double {
    let drops = panels.flatMap { ($0.bandDrops + $0.frameDrops).map { abs($0.drop) } }
    return max(drops.max() ?? 0, 0.01)
  }

  private func draw(
    _ panel: Panel, at top: Double, _ axes: SpectrogramAxes, on canvas: borrowing Canvas
  ) {
    canvas.text(
      canvas.shortened(panel.title, width: Place.mapWidth, Place.panelFont), x: Place.left,
      y: top + 10, Place.panelFont)
    let box = Box(x: Place.left, y: top + 26, width: Place.mapWidth, height: Place.mapHeight)
    let overlay = HeatOverlay(
      values: values, heat: panel.heat ?? values.map { _ in 0 }, bands: bandFrequencies.count,
      settings: settings)
    canvas.draw(overlay.image, in: box)
    axes.drawFrequencies(along: box, titled: Place.margin + 6, on: canvas)
    let beside = Box(x: box.right + 16, y: box.y, width: Place.barReach, height: box.height)
    let below = Box(x: box.x, y: box.bottom + 8, width: box.width, height: Place.barReach)
    let bands = Double(bandFrequencies.count)
    let (zeroX, zeroY) = (beside.x + beside.width / 2, below.y + below.height / 2)
    for (range, drop) in panel.bandDrops {
      let reach = drop / longest * beside.width / 2
      let height = Double(range.count) / bands * box.height
      canvas.fill(
        Box(
          x: min(zeroX, zeroX + reach),
          y: box.bottom - Double(range.upperBound) / bands * box.height,
          width: abs(reach), height: max(height - 1, 0.5)),
        drop > 0 ? Place.loss : Place.gain)
    }
    for (range, drop) in panel.frameDrops {
      let reach = drop / longest * below.height / 2
      let width = Double(range.count) / Double(frames) * box.width
      canvas.fill(
        Box(
          x: box.x + Double(range.lowerBound) / Double(frames) * box.width,
          y: min(zeroY, zeroY - reach), width: max(width - 1, 0.5), height: abs(reach)),
        drop > 0 ? Place.loss : Place.gain)
    }
    canvas.stroke([(zeroX, beside.y), (zeroX, beside.bottom)], width: 0.5, Place.faint)
    canvas.stroke([(below.x, zeroY), (below.right, zeroY)], width: 0.5, Place.faint)
    label(beside, below, on: canvas)
    axes.drawSeconds(under: below, on: canvas)
  }

  /// What the bars' ends mean.
  private func label(_ beside: Box, _ below: Box, on canvas: borrowing Canvas) {
    let end = Ticks.label((longest * 100).rounded() / 100)
    canvas.text(
      "loses when covered", x: beside.x + beside.width / 2, y: beside.y - 12, align: .center,
      color: Place.faint)
    for (text, share) in [("−\(end)", 0.0), ("0", 0.5), (end, 1.0)] {
      canvas.text(
        text, x: beside.x + share * beside.width, y: beside.bottom + 10, Place.small,
        align: .center,
        color: Place.faint)
    }
    canvas.text(end, x: below.x - 8, y: below.y + 4, Place.small, align: .right, color: Place.faint)
    canvas.text(
      "−\(end)", x: below.x - 8, y: below.bottom - 4, Place.small, align: .right,
      color: Place.faint)
  }
}

/// Where things are.
private enum Place {
  static let margin = 20.0
  static let lineHeight = 19.0
  static let left = 88.0
  static let mapWidth = 680.0
  static let mapHeight = 200.0
  static let barReach = 110.0
  static let axisHeight = 62.0
  static let panelHeight = 26 + mapHeight + 8 + barReach + axisHeight
  static let width = left + mapWidth + 16 + barReach + 40
  static let titleFont = Canvas.Font(size: 17, isBold: true)
  static let panelFont = Canvas.Font(size: 13, isBold: true)
  static let small = Canvas.Font(size: 10)
  static let faint: UInt32 = 0x777777
  /// Bars of what the probability loses, and of what it gains.
  static let loss: UInt32 = 0xD9641A
  static let gain: UInt32 = 0x3B528B
}
