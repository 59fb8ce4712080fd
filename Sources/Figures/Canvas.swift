import CCairo
import Imaging

/// A rectangle in points.
struct Box {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }
}

/// A white sheet to draw figures on: lengths in points, origin at the top left, y downwards.
struct Canvas: ~Copyable {
  /// Where a text's anchor is, across.
  enum Alignment: Double { case left = 0, center = 0.5, right = 1 }

  struct Font {
    var size: Double = 12
    var isBold = false
  }

  /// Pixels per point: figures stay sharp on dense screens.
  static let density = 2

  private let surface: OpaquePointer
  private let context: OpaquePointer

  init(width: Double, height: Double) throws(ImagingError) {
    let pixels = [width, height].map { Int32(($0 * Double(Self.density)).rounded(.up)) }
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, pixels[0], pixels[1])
    context = cairo_create(surface)
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw .undrawable(reason: String(cString: cairo_status_to_string(status)))
    }
    cairo_scale(context, Double(Self.density), Double(Self.density))
    setColor(0xFFFFFF)
    cairo_paint(context)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  func fill(_ box: Box, _ color: UInt32) {
    setColor(color)
    cairo_rectangle(context, box.x, box.y, box.width, box.height)
    cairo_fill(context)
  }

  /// Joins the points by straight lines.
  func stroke(_ points: [(x: Double, y: Double)], width: Double = 1, _ color: UInt32) {
    setColor(color)
    // Text leaves a point behind that the line would begin at.
    cairo_new_path(context)
    cairo_set_line_width(context, width)
    for (x, y) in points { cairo_line_to(context, x, y) }
    cairo_stroke(context)
  }

  /// Writes one line of text with its middle at the height `y`, turned clockwise by `degrees`
  /// around its anchor.
  func text(
    _ text: String, x: Double, y: Double, _ font: Font = Font(), align: Alignment = .left,
    degrees: Double = 0, color: UInt32 = 0x222222
  ) {
    setColor(color)
    let width = self.width(of: text, font)
    var extents = cairo_font_extents_t()
    cairo_font_extents(context, &extents)
    cairo_save(context)
    cairo_translate(context, x, y)
    cairo_rotate(context, degrees * .pi / 180)
    cairo_move_to(context, -width * align.rawValue, (extents.ascent - extents.descent) / 2)
    cairo_show_text(context, text.printable)
    cairo_restore(context)
  }

  /// The text in lines of whole words that are no wider than `width`, a word alone excepted.
  func lines(of text: String, width: Double, _ font: Font = Font()) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, self.width(of: "\(last) \(word)", font) <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// The text, or as much of its start as fits, with an ellipsis.
  func shortened(_ text: String, width: Double, _ font: Font = Font()) -> String {
    guard self.width(of: text, font) > width else { return text }
    var start = text
    while !start.isEmpty, self.width(of: start + "…", font) > width { start.removeLast() }
    return start + "…"
  }

  /// Draws a picture into a rectangle, each of its pixels a rectangle of one colour.
  func draw(_ image: PNGImage, in box: Box) {
    let picture = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, Int32(clamping: image.width), Int32(clamping: image.height))
    defer { cairo_surface_destroy(picture) }
    // A picture that cairo has no memory for is left out.
    guard let data = cairo_image_surface_get_data(picture) else { return }
    cairo_surface_flush(picture)
    let stride = Int(cairo_image_surface_get_stride(picture))
    let rows = UnsafeMutableRawPointer(data)
    for row in 0..<image.height {
      for column in 0..<image.width {
        rows.storeBytes(
          of: image.color(row: row, column: column), toByteOffset: row * stride + 4 * column,
          as: UInt32.self)
      }
    }
    cairo_surface_mark_dirty(picture)
    cairo_save(context)
    cairo_translate(context, box.x, box.y)
    cairo_scale(context, box.width / Double(image.width), box.height / Double(image.height))
    cairo_set_source_surface(context, picture, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
    cairo_paint(context)
    cairo_restore(context)
  }

  /// How wide a line of text is.
  func width(of text: String, _ font: Font = Font()) -> Double {
    cairo_select_font_face(
      context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
      font.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, font.size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text.printable, &extents)
    return extents.x_advance
  }

  /// What was drawn.
  consuming func image() -> PNGImage {
    cairo_surface_flush(surface)
    let width = Int(cairo_image_surface_get_width(surface))
    let height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    let rows = UnsafeRawPointer(cairo_image_surface_get_data(surface)!)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * width * height)
    for row in 0..<height {
      for column in 0..<width {
        let color = rows.load(fromByteOffset: row * stride + 4 * column, as: UInt32.self)
        for shift in [16, 8, 0] { pixels.append(UInt8(truncatingIfNeeded: color >> shift)) }
      }
    }
    return PNGImage(width: width, height: height, format: .rgb, pixels: pixels)
  }

  private func setColor(_ color: UInt32) {
    let channels = [16, 8, 0].map { Double(color >> $0 & 0xFF) / 255 }
    cairo_set_source_rgb(context, channels[0], channels[1], channels[2])
  }
}

extension String {
  /// Without control characters, which have no glyph; cairo stops at a zero.
  fileprivate var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 ? "\u{FFFD}" : $0 }))
  }
}
