import CCairo
import Testing

/// A PNG as another library reads it: cairo's pixels, and the chunks as they lie in the file.
struct DecodedPNG {
  let width: Int
  let height: Int
  /// Rows from the top, `0xRRGGBB`.
  let colors: [UInt32]
  let chunks: [(kind: String, content: ArraySlice<UInt8>)]

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    let surface = withUnsafeMutablePointer(to: &rest) { rest in
      cairo_image_surface_create_from_png_stream(
        { closure, target, count in
          let rest = closure!.assumingMemoryBound(to: ArraySlice<UInt8>.self)
          guard rest.pointee.count >= count else { return CAIRO_STATUS_READ_ERROR }
          for index in 0..<Int(count) { target![index] = rest.pointee.removeFirst() }
          return CAIRO_STATUS_SUCCESS
        }, rest)
    }
    defer { cairo_surface_destroy(surface) }
    try #require(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
    width = Int(cairo_image_surface_get_width(surface))
    height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    let data = UnsafeRawPointer(cairo_image_surface_get_data(surface)!)
    var colors: [UInt32] = []
    for row in 0..<height {
      for column in 0..<width {
        colors.append(
          data.load(fromByteOffset: row * stride + 4 * column, as: UInt32.self) & 0xFFFFFF)
      }
    }
    self.colors = colors

    var chunks: [(String, ArraySlice<UInt8>)] = []
    var offset = 8
    while offset < bytes.count {
      let count = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      let kind = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
      chunks.append((kind, bytes[offset + 8..<offset + 8 + count]))
      offset += count + 12
    }
    self.chunks = chunks
  }

  /// The largest distance of a channel of a pixel; nil for pictures of different sizes.
  func distance(to other: DecodedPNG) -> Int? {
    guard (width, height) == (other.width, other.height) else { return nil }
    return zip(colors, other.colors).map { color, other in
      [16, 8, 0].map { abs(Int(color >> $0 & 0xFF) - Int(other >> $0 & 0xFF)) }.max()!
    }.max()
  }
}
