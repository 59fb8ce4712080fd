import CPNG
import Glibc

/// A picture in memory, to be written as a PNG file.
public struct PNGImage: Equatable, Sendable {
  /// What a pixel is.
  public enum Format: Equatable, Sendable {
    /// One byte, 0 black.
    case gray
    /// Three bytes: red, green, blue.
    case rgb
    /// One byte: the index of one of up to 256 colours, `0xRRGGBB`.
    case palette([UInt32])
  }

  public let width: Int
  public let height: Int
  public let format: Format
  /// Rows from the top, packed.
  public let pixels: [UInt8]

  public init(width: Int, height: Int, format: Format, pixels: [UInt8]) {
    let byteCount = width * height * (format == .rgb ? 3 : 1)
    precondition(
      pixels.count == byteCount, "\(width) x \(height) pixels, not \(pixels.count) bytes")
    self.width = width
    self.height = height
    self.format = format
    self.pixels = pixels
  }

  /// The whole file's bytes; the same pictures and texts give the same bytes.
  /// - Parameters:
  ///   - texts: what image viewers list as the picture's properties; keywords are up to 79 ASCII
  ///     characters, texts any UTF-8.
  ///   - compressionLevel: zlib's; 1 takes a third of the time of 6, for files a few percent larger.
  /// - Throws: `ImagingError` for an empty picture, one over libpng's limits, or a bad keyword.
  public func encoded(
    texts: [(keyword: String, text: String)] = [], compressionLevel: Int = 1
  ) throws(ImagingError) -> [UInt8] {
    for (keyword, _) in texts where !(1...79 ~= keyword.utf8.count && keyword.isPrintableASCII) {
      throw .unencodable(reason: "'\(keyword)' is no keyword of up to 79 ASCII characters")
    }
    guard width > 0, height > 0 else { throw .unencodable(reason: "it has no pixels") }
    let palette = try paletteBytes()
    let result = withCTexts(texts) { texts in
      pixels.withUnsafeBufferPointer { pixels in
        palette.withUnsafeBufferPointer { palette in
          let image = cpng_image(
            width: UInt32(clamping: width), height: UInt32(clamping: height), format: cFormat,
            palette: palette.baseAddress, palette_count: Int32(palette.count / 3),
            compression_level: Int32(clamping: compressionLevel))
          return cpng_encode(
            image, pixels.baseAddress!, texts.baseAddress, Int32(clamping: texts.count))
        }
      }
    }
    guard let bytes = result.bytes else { throw .unencodable(reason: result.reason) }
    defer { free(bytes) }
    return [UInt8](UnsafeBufferPointer(start: bytes, count: result.count))
  }

  /// The colour of a pixel, `0xRRGGBB`; rows count from the top.
  public func color(row: Int, column: Int) -> UInt32 {
    let index = row * width + column
    switch format {
    case .gray: return UInt32(pixels[index]) * 0x010101
    case .palette(let colors): return colors[Int(pixels[index])]
    case .rgb: return pixels[3 * index..<3 * index + 3].reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  private func paletteBytes() throws(ImagingError) -> [UInt8] {
    guard case .palette(let colors) = format else { return [] }
    // 256 colours hold any byte: the common case need not look at the pixels.
    guard colors.count == 256 || colors.count < 256 && pixels.allSatisfy({ $0 < colors.count })
    else { throw .unencodable(reason: "a pixel is none of the palette's colours") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * colors.count)
    for color in colors {
      bytes.append(UInt8(truncatingIfNeeded: color >> 16))
      bytes.append(UInt8(truncatingIfNeeded: color >> 8))
      bytes.append(UInt8(truncatingIfNeeded: color))
    }
    return bytes
  }

  private var cFormat: cpng_format {
    switch format {
    case .gray: cpng_gray
    case .rgb: cpng_rgb
    case .palette: cpng_palette
    }
  }
}

/// Calls `body` with C strings that live as long as it runs.
private func withCTexts<Result>(
  _ texts: [(keyword: String, text: String)],
  _ body: (UnsafeBufferPointer<cpng_text>) -> Result
) -> Result {
  let strings = texts.map { (strdup($0.keyword)!, strdup($0.text)!) }
  defer {
    for (keyword, text) in strings {
      free(keyword)
      free(text)
    }
  }
  return strings.map { cpng_text(keyword: $0, text: $1) }.withUnsafeBufferPointer(body)
}

extension cpng_result {
  fileprivate var reason: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

extension String {
  fileprivate var isPrintableASCII: Bool { utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}
