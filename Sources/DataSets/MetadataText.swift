/// Metadata as UTF-8, whatever it was saved as.
enum MetadataText {
  /// - Parameter toleratesStrayNames: Whether text that is UTF-8 but for some bytes is given as it is.
  /// - Throws: `CSVFault` with the line that is not what the encoding says, and the likely encoding.
  static func utf8(
    _ bytes: [UInt8], as encoding: TextEncoding, toleratesStrayNames: Bool = false
  ) throws(CSVFault) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return bytes }
    if let isBigEndian = isBigEndianUTF16(bytes) {
      return try utf8(utf16: bytes, isBigEndian: isBigEndian)
    }
    if encoding == .latin1 { return latin1(bytes) }
    if bytes[...].isUTF8 { return bytes }
    let found = scalars(in: bytes)
    // Where more letters are UTF-8 than bytes are not, these are a stray name.
    if toleratesStrayNames, found.beyondASCII >= found.invalid { return bytes }
    let place = found.firstInvalid
    throw CSVFault(
      line: line(of: place, in: bytes),
      what: .notUTF8(byte: bytes[place], isLikelyLatin1: isLikelyLatin1(bytes)))
  }

  /// By the mark, or by the zero that is a half of the first letter; nil for what is not UTF-16.
  private static func isBigEndianUTF16(_ bytes: [UInt8]) -> Bool? {
    guard bytes.count >= 2 else { return nil }
    switch (bytes[0], bytes[1]) {
    case (0xFF, 0xFE), (0x01..., 0): return false
    case (0xFE, 0xFF), (0, 0x01...): return true
    default: return nil
    }
  }

  private static func utf8(
    utf16 bytes: [UInt8], isBigEndian: Bool
  ) throws(CSVFault) -> [UInt8] {
    let units = stride(from: 0, to: bytes.count - 1, by: 2).map {
      let (first, second) = (UInt16(bytes[$0]), UInt16(bytes[$0 + 1]))
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
    guard bytes.count % 2 == 0, let text = String(validating: units, as: UTF16.self) else {
      throw CSVFault(line: 1, what: .brokenUTF16)
    }
    return Array(text.utf8)
  }

  private static func latin1(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    for byte in bytes {
      if byte < 0x80 {
        text.append(byte)
      } else {
        let code = (0x80..<0xA0).contains(byte) ? windows1252[Int(byte) - 0x80] : UInt16(byte)
        text.append(contentsOf: String(UnicodeScalar(code)!).utf8)
      }
    }
    return text
  }

  /// What code page 1252 has in 0x80 to 0x9F. Source: WHATWG Encoding Standard, index windows-1252.
  private static let windows1252: [UInt16] = [
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
  ]

  /// How many letters beyond ASCII are UTF-8, how many bytes are not, and where the first of these is.
  private static func scalars(
    in bytes: [UInt8]
  ) -> (beyondASCII: Int, invalid: Int, firstInvalid: Int) {
    var found = (beyondASCII: 0, invalid: 0, firstInvalid: bytes.count)
    var place = 0
    while place < bytes.count {
      if let length = bytes.lengthOfScalar(at: place) {
        found.beyondASCII += length > 1 ? 1 : 0
        place += length
      } else {
        found.firstInvalid = min(found.firstInvalid, place)
        found.invalid += 1
        place += 1
      }
    }
    return found
  }

  /// In Latin-1 a letter beyond ASCII mostly stands alone; other encodings take two bytes for one.
  private static func isLikelyLatin1(_ bytes: [UInt8]) -> Bool {
    let high = bytes.indices.filter { bytes[$0] >= 0x80 }
    let alone = high.count {
      ($0 == 0 || bytes[$0 - 1] < 0x80) && ($0 + 1 == bytes.count || bytes[$0 + 1] < 0x80)
    }
    return 2 * alone >= high.count
  }

  /// Counted from 1; lines end in LF, CRLF or CR.
  private static func line(of place: Int, in bytes: [UInt8]) -> Int {
    let lineFeed = UInt8(ascii: "\n")
    return 1
      + bytes[..<place].indices.count {
        bytes[$0] == lineFeed
          || (bytes[$0] == UInt8(ascii: "\r") && $0 + 1 < place && bytes[$0 + 1] != lineFeed)
      }
  }
}

extension Array<UInt8> {
  /// How many bytes the scalar that begins there takes in UTF-8; nil where none does.
  fileprivate func lengthOfScalar(at place: Int) -> Int? {
    let length = Swift.max(1, (~self[place]).leadingZeroBitCount)
    guard length <= 4, place + length <= count, self[place..<place + length].isUTF8 else {
      return nil
    }
    return length
  }
}
