import Imaging

/// Lays out many previews on one page, to see a class at a glance.
public struct ContactSheet: Sendable {
  /// A preview and what is written under it.
  public struct Cell: Sendable {
    public let image: PNGImage
    public let caption: String

    public init(image: PNGImage, caption: String) {
      self.image = image
      self.caption = caption
    }
  }

  public let title: String
  public let subtitle: String
  /// From the left, row after row; of one size, as a rule.
  public let cells: [Cell]
  public let columns: Int

  public init(title: String, subtitle: String = "", cells: [Cell], columns: Int = 5) {
    precondition(columns > 0, "a sheet needs a column")
    self.title = title
    self.subtitle = subtitle
    self.cells = cells
    self.columns = columns
  }

  public func image() throws(ImagingError) -> PNGImage {
    let margin = 20.0
    let captionHeight = 26.0
    let gap = 14.0
    let titleFont = Canvas.Font(size: 17, isBold: true)
    let captionFont = Canvas.Font(size: 10.5)
    let cellWidth = Double(cells.map(\.image.width).max() ?? 0)
    let cellHeight = Double(cells.map(\.image.height).max() ?? 0)
    let rows = Double((cells.count + columns - 1) / columns)
    let sheetColumns = Double(min(columns, max(cells.count, 1)))
    let ruler = try Canvas(width: 1, height: 1)
    let width =
      max(
        sheetColumns * (cellWidth + gap) - gap, ruler.width(of: title, titleFont),
        ruler.width(of: subtitle)) + 2 * margin
    let top = margin + (subtitle.isEmpty ? 36 : 58)
    let canvas = try Canvas(
      width: width, height: top + rows * (cellHeight + captionHeight) + margin / 2)
    canvas.text(title, x: margin, y: margin + 10, titleFont)
    canvas.text(subtitle, x: margin, y: margin + 34, color: 0x777777)
    for (index, cell) in cells.enumerated() {
      let x = margin + Double(index % columns) * (cellWidth + gap)
      let y = top + Double(index / columns) * (cellHeight + captionHeight)
      canvas.draw(
        cell.image,
        in: Box(
          x: x, y: y, width: Double(cell.image.width), height: Double(cell.image.height)))
      canvas.text(
        canvas.shortened(cell.caption, width: cellWidth, captionFont), x: x, y: y + cellHeight + 10,
        captionFont)
    }
    return canvas.image()
  }

  /// The same as a PNG file, with texts about it.
  public func encoded(
    texts: [(keyword: String, text: String)] = []
  ) throws(ImagingError) -> [UInt8] {
    try image().encoded(texts: texts, compressionLevel: 6)
  }
}
