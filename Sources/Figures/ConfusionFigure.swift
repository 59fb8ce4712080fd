import Imaging

/// Draws a confusion matrix: truth in rows, predictions in columns, clips counted in the cells.
///
/// Colour is a cell's share of its row: blue for what was right, red for what was not. Beside the
/// rows stand their totals and recall, under the columns theirs and precision.
public struct ConfusionFigure: Sendable {
  /// Class names in the order of the matrix.
  public let classes: [String]
  /// `[truth, predicted]`, row by row.
  public let counts: [Int]
  public let title: String
  /// What the figures rest on, in words; as many lines as it takes.
  public let subtitle: String

  public init(classes: [String], counts: [Int], title: String, subtitle: String = "") {
    precondition(
      !classes.isEmpty && counts.count == classes.count * classes.count,
      "\(classes.count) classes need as many rows and columns, not \(counts.count) counts")
    self.classes = classes
    self.counts = counts
    self.title = title
    self.subtitle = subtitle
  }

  public func image() throws(ImagingError) -> PNGImage {
    let layout = try Layout(self)
    let canvas = try Canvas(width: layout.width, height: layout.height)
    drawHeading(on: canvas, layout)
    for label in classes.indices { drawNames(of: label, on: canvas, layout) }
    for truth in classes.indices {
      for predicted in classes.indices { drawCell(truth, predicted, on: canvas, layout) }
    }
    drawTotals(on: canvas, layout)
    return canvas.image()
  }

  /// The same as a PNG file, with texts about it.
  public func encoded(
    texts: [(keyword: String, text: String)] = []
  ) throws(ImagingError) -> [UInt8] {
    try image().encoded(texts: texts, compressionLevel: 6)
  }
}

// What stands in the figure.
extension ConfusionFigure {
  private func count(_ truth: Int, _ predicted: Int) -> Int {
    counts[truth * classes.count + predicted]
  }

  private func rowTotal(_ truth: Int) -> Int {
    classes.indices.reduce(0) { $0 + count(truth, $1) }
  }

  private func columnTotal(_ predicted: Int) -> Int {
    classes.indices.reduce(0) { $0 + count($1, predicted) }
  }

  private var correct: Int { classes.indices.reduce(0) { $0 + count($1, $1) } }

  fileprivate var footnote: String {
    "\(correct) of \(counts.reduce(0, +)) clips right. Colour: share of the row."
  }

  private func percent(_ part: Int, of whole: Int) -> String {
    whole > 0 ? "\(Int((100 * Double(part) / Double(whole)).rounded()))" : "–"
  }

  private func drawHeading(on canvas: borrowing Canvas, _ layout: Layout) {
    canvas.text(title, x: Layout.margin, y: Layout.margin + 10, Layout.titleFont)
    for (line, text) in layout.subtitleLines.enumerated() {
      canvas.text(
        text, x: Layout.margin, y: Layout.margin + 34 + Double(line) * Layout.lineHeight,
        color: Layout.faint)
    }
    canvas.text(
      "truth", x: Layout.margin + 6, y: layout.middle, align: .center, degrees: -90,
      color: Layout.faint)
    canvas.text(
      "predicted", x: layout.x(0), y: layout.top - layout.nameHeight - 16, color: Layout.faint)
  }

  private func drawNames(of label: Int, on canvas: borrowing Canvas, _ layout: Layout) {
    canvas.text(
      classes[label], x: layout.left - 8, y: layout.y(label) + layout.cell / 2, layout.nameFont,
      align: .right)
    canvas.text(
      classes[label], x: layout.x(label) + layout.cell / 2, y: layout.top - 10, layout.nameFont,
      degrees: Layout.nameAngle)
  }

  private func drawCell(
    _ truth: Int, _ predicted: Int, on canvas: borrowing Canvas, _ layout: Layout
  ) {
    let count = count(truth, predicted)
    let share = Double(count) / Double(max(1, rowTotal(truth)))
    let color = RGB.white.mixed(with: truth == predicted ? Layout.right : Layout.wrong, by: share)
    canvas.fill(
      Box(
        x: layout.x(predicted), y: layout.y(truth), width: layout.cell - 1,
        height: layout.cell - 1),
      count == 0 ? Layout.empty : color.packed)
    guard count > 0 else { return }
    canvas.text(
      "\(count)", x: layout.x(predicted) + layout.cell / 2 - 0.5,
      y: layout.y(truth) + layout.cell / 2 - 0.5,
      layout.countFont(digits: "\(count)".count, isBold: truth == predicted), align: .center,
      color: color.isDark ? 0xFFFFFF : 0x222222)
  }

  private func drawTotals(on canvas: borrowing Canvas, _ layout: Layout) {
    let columns = layout.x(classes.count)
    let rows = layout.y(classes.count)
    canvas.text(
      "clips", x: columns + layout.totalWidth, y: layout.top - 12, layout.totalFont, align: .right,
      color: Layout.faint)
    canvas.text(
      "recall, %", x: columns + 2 * layout.totalWidth, y: layout.top - 12, layout.totalFont,
      align: .right, color: Layout.faint)
    canvas.text(
      "clips", x: layout.left - 8, y: rows + Layout.lineHeight, layout.totalFont, align: .right,
      color: Layout.faint)
    canvas.text(
      Layout.precision, x: layout.left - 8, y: rows + 2 * Layout.lineHeight, layout.totalFont,
      align: .right, color: Layout.faint)
    for label in classes.indices {
      let y = layout.y(label) + layout.cell / 2
      canvas.text(
        "\(rowTotal(label))", x: columns + layout.totalWidth, y: y, layout.totalFont, align: .right)
      canvas.text(
        percent(count(label, label), of: rowTotal(label)), x: columns + 2 * layout.totalWidth, y: y,
        layout.totalFont, align: .right)
      let x = layout.x(label) + layout.cell / 2
      canvas.text(
        "\(columnTotal(label))", x: x, y: rows + Layout.lineHeight, layout.totalFont,
        align: .center)
      canvas.text(
        percent(count(label, label), of: columnTotal(label)), x: x,
        y: rows + 2 * Layout.lineHeight, layout.totalFont, align: .center)
    }
    let total = counts.reduce(0, +)
    canvas.text(
      "\(total)", x: columns + layout.totalWidth, y: rows + Layout.lineHeight, layout.totalFont,
      align: .right)
    canvas.text(
      percent(correct, of: total), x: columns + 2 * layout.totalWidth,
      y: rows + 2 * Layout.lineHeight, Canvas.Font(size: layout.totalFont.size, isBold: true),
      align: .right)
    canvas.text(
      footnote, x: layout.left,
      y: rows + 3.6 * Layout.lineHeight, layout.totalFont, color: Layout.faint)
  }
}

/// Where things are.
private struct Layout {
  static let margin = 20.0
  static let lineHeight = 19.0
  static let nameAngle = -45.0
  static let titleFont = Canvas.Font(size: 17, isBold: true)
  static let precision = "precision, %"
  static let faint: UInt32 = 0x777777
  static let empty: UInt32 = 0xF6F6F6
  static let right = RGB(0x1F6FA8)
  static let wrong = RGB(0xD0453E)

  let cell: Double
  let left: Double
  let top: Double
  let width: Double
  let height: Double
  let nameHeight: Double
  let middle: Double
  let totalWidth: Double
  let subtitleLines: [String]
  let nameFont: Canvas.Font
  let totalFont: Canvas.Font

  init(_ figure: ConfusionFigure) throws(ImagingError) {
    let ruler = try Canvas(width: 1, height: 1)
    let count = Double(figure.classes.count)
    cell = count > 20 ? 30 : 46
    let nameFont = Canvas.Font(size: count > 20 ? 11 : 13)
    self.nameFont = nameFont
    let totalFont = Canvas.Font(size: count > 20 ? 10 : 12)
    self.totalFont = totalFont
    totalWidth = 64
    let longest = figure.classes.map { ruler.width(of: $0, nameFont) }.max() ?? 0
    nameHeight = longest * 0.7071 + 10
    left = Self.margin + 28 + max(longest, ruler.width(of: Self.precision, totalFont))
    // The last column's name leans out over the totals.
    let overhang = nameHeight - cell / 2
    let gridWidth = count * cell + max(2 * totalWidth, overhang)
    let titleWidth = ruler.width(of: figure.title, Self.titleFont)
    let footnoteWidth = ruler.width(of: figure.footnote, totalFont)
    let width =
      max(left + max(gridWidth, footnoteWidth), Self.margin + titleWidth) + Self.margin
    self.width = width
    subtitleLines = ruler.lines(of: figure.subtitle, width: width - 2 * Self.margin)
    top = Self.margin + 34 + Double(subtitleLines.count) * Self.lineHeight + nameHeight + 30
    middle = top + count * cell / 2
    height = top + count * cell + 4.5 * Self.lineHeight + Self.margin / 2
  }

  func x(_ column: Int) -> Double { left + Double(column) * cell }
  func y(_ row: Int) -> Double { top + Double(row) * cell }

  func countFont(digits: Int, isBold: Bool) -> Canvas.Font {
    Canvas.Font(size: min(cell * 0.34, cell * 1.2 / Double(max(digits, 2))), isBold: isBold)
  }
}
