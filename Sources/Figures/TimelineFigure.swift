import Imaging

/// Draws what was heard when: a row a class, a bar an event, the darker the more confident.
public struct TimelineFigure: Sendable {
  public struct Bar: Sendable {
    /// Seconds from the start.
    public let begin: Double
    public let end: Double
    /// 0 to 1.
    public let confidence: Double

    public init(begin: Double, end: Double, confidence: Double) {
      (self.begin, self.end, self.confidence) = (begin, end, confidence)
    }
  }

  public let title: String
  /// How long the sound is.
  public let seconds: Double
  /// Classes from top to bottom.
  public let rows: [(label: String, bars: [Bar])]

  public init(title: String, seconds: Double, rows: [(label: String, bars: [Bar])]) {
    (self.title, self.seconds, self.rows) = (title, seconds, rows)
  }

  private static let width = 900.0
  private static let margin = 16.0
  private static let rowHeight = 20.0
  private static let heading = 44.0
  private static let labelWidth = 180.0
  private static let titleFont = Canvas.Font(size: 14, isBold: true)
  private static let (grid, faint, dark): (UInt32, UInt32, UInt32) = (0xE4E4E4, 0x666666, 0x1F6FA8)

  /// - Throws: `ImagingError` where there is no memory for it.
  public func image() throws(ImagingError) -> PNGImage {
    let height = Self.heading + Double(max(1, rows.count)) * Self.rowHeight + 32
    let canvas = try Canvas(width: Self.width, height: height)
    let plot = Box(
      x: Self.margin + Self.labelWidth, y: Self.heading,
      width: Self.width - 2 * Self.margin - Self.labelWidth,
      height: Double(max(1, rows.count)) * Self.rowHeight)
    canvas.text(
      canvas.shortened(title, width: Self.width - 2 * Self.margin, Self.titleFont),
      x: Self.margin, y: Self.margin + 8, Self.titleFont)
    drawAxis(on: canvas, plot)
    for (index, row) in rows.enumerated() {
      let y = plot.y + Double(index) * Self.rowHeight
      canvas.text(
        canvas.shortened(row.label, width: Self.labelWidth - 10), x: plot.x - 8,
        y: y + Self.rowHeight / 2, align: .right)
      // The surest are seen where several overlap.
      for bar in row.bars.sorted(by: { $0.confidence < $1.confidence }) {
        draw(bar, at: y, on: canvas, plot)
      }
    }
    return canvas.image()
  }

  /// The same as a PNG file, with texts about it.
  public func encoded(
    texts: [(keyword: String, text: String)] = []
  ) throws(ImagingError) -> [UInt8] {
    try image().encoded(texts: texts, compressionLevel: 6)
  }

  private func drawAxis(on canvas: borrowing Canvas, _ plot: Box) {
    for second in ticks {
      let x = plot.x + plot.width * second / seconds
      canvas.stroke([(x, plot.y), (x, plot.bottom + 4)], Self.grid)
      canvas.text(
        Self.clock(second), x: x, y: plot.bottom + 14, align: .center, color: Self.faint)
    }
    canvas.stroke([(plot.x, plot.bottom), (plot.right, plot.bottom)], Self.faint)
  }

  /// An event too short for the paper is still a line of one point.
  private func draw(_ bar: Bar, at y: Double, on canvas: borrowing Canvas, _ plot: Box) {
    guard seconds > 0 else { return }
    let left = plot.x + plot.width * min(bar.begin / seconds, 1)
    let right = plot.x + plot.width * min(bar.end / seconds, 1)
    let share = 0.25 + 0.75 * min(max(bar.confidence, 0), 1)
    canvas.fill(
      Box(x: left, y: y + 3, width: max(1, right - left), height: Self.rowHeight - 6),
      RGB.white.mixed(with: RGB(Self.dark), by: share).packed)
  }

  /// Whole seconds, minutes or hours, at most ten of them.
  private var ticks: [Double] {
    let steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200.0]
    let step = steps.first { seconds / $0 <= 10 } ?? 86_400
    guard seconds > 0, seconds / step < 1000 else { return [] }
    return Array(stride(from: 0, through: seconds, by: step))
  }

  /// `0:05`, `12:30`, `1:00:00`.
  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds)
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0
      ? "\(hours):\(padded(minutes)):\(padded(whole % 60))" : "\(minutes):\(padded(whole % 60))"
  }
}
