/// A CSV file by RFC 4180, taken apart byte by byte.
///
/// Commas, semicolons or tabs lie between fields, whichever the header has most of, or what a first
/// line `sep=;` says. Quoted fields may hold them, quotes and line ends; lines end in LF, CRLF or CR; a
/// byte-order mark and blank lines are skipped. Fields are bytes, because one name that is not UTF-8 must not
/// take the rest of the file with it: that, the line numbers and 8,732 rows in a millisecond are
/// why this is not SwiftCSV (0.10: 65 ms, refuses the file, closes an open quote in silence).
package struct CSVTable: Sendable {
  /// The names of the columns, without the blanks around them.
  package let header: [String]
  /// For each row below the header, the line on which it begins, counted from 1.
  package private(set) var lines: [Int] = []
  /// Whether all fields are UTF-8 without zero bytes, so that none need be looked at again.
  let isText: Bool
  /// Whether a comma may stand for the point in a number.
  let hasDecimalCommas: Bool

  /// All fields one after the other, without quotes, and where each ends.
  private var text: [UInt8] = []
  private var ends: [Int] = [0]
  /// For each row, the index of its first field; one more at the end.
  private var firstFields: [Int] = []

  package init(_ bytes: [UInt8]) throws(CSVFault) {
    var scanner = Scanner(bytes)
    try scanner.scan()
    guard !scanner.lines.isEmpty else { throw CSVFault(line: 1, what: .noHeader) }
    header = (0..<scanner.firstFields[1]).map {
      let field = scanner.text[scanner.ends[$0]..<scanner.ends[$0 + 1]]
      return String(decoding: field, as: UTF8.self).tidied
    }
    hasDecimalCommas = scanner.separator != .comma
    isText = bytes[...].isUTF8 && !bytes.contains(0)
    text = scanner.text
    ends = scanner.ends
    lines = Array(scanner.lines.dropFirst())
    firstFields = Array(scanner.firstFields.dropFirst())
    for row in lines.indices where fieldCount(row) != header.count {
      throw CSVFault(
        line: lines[row], what: .fieldCount(found: fieldCount(row), expected: header.count))
    }
  }

  /// The bytes of a field, quotes removed.
  package func field(_ row: Int, _ column: Int) -> ArraySlice<UInt8> {
    let field = firstFields[row] + column
    return text[ends[field]..<ends[field + 1]]
  }

  private func fieldCount(_ row: Int) -> Int { firstFields[row + 1] - firstFields[row] }
}

/// Where and why a file is not a CSV.
package struct CSVFault: Error, Equatable, CustomStringConvertible {
  package enum What: Equatable, Sendable {
    case noHeader, brokenUTF16
    case notUTF8(byte: UInt8, isLikelyLatin1: Bool)
    case openQuote
    case textAfterQuote(separator: String)
    case fieldCount(found: Int, expected: Int)
  }

  /// Counted from 1.
  package let line: Int
  package let what: What

  package var description: String {
    switch what {
    case .noHeader: "the file is empty, expected a header that names the columns"
    case .brokenUTF16: "the file begins as UTF-16 and does not go on so; save it as UTF-8"
    case .notUTF8(let byte, let isLikelyLatin1):
      "line \(line): found the byte 0x\(String(byte, radix: 16, uppercase: true)), which is not UTF-8; "
        + (isLikelyLatin1
          ? "the file is probably Latin-1 (Windows-1252), which dataset.encoding: \"latin1\" reads"
          : "the file is probably in an encoding such as GBK or Shift JIS: save it as UTF-8")
    case .openQuote: "line \(line): the quote that opens there is never closed"
    case .textAfterQuote(let separator):
      "line \(line): found text after a closing quote, expected \(separator)"
    case .fieldCount(let found, let expected):
      "line \(line): found \(found) \(found == 1 ? "field" : "fields"), expected \(expected) as in the header"
    }
  }
}

private struct Scanner {
  private let bytes: [UInt8]
  private(set) var separator = UInt8.comma
  private var position = 0
  private var line = 1
  var text: [UInt8] = []
  var ends: [Int] = [0]
  var lines: [Int] = []
  var firstFields: [Int] = [0]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    text.reserveCapacity(bytes.count)
  }

  mutating func scan() throws(CSVFault) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    findSeparator()
    while position < bytes.count { try scanRow() }
  }

  /// What Excel's line `sep=;` says, else what the first line that is not blank has most of.
  private mutating func findSeparator() {
    let isLineEnd: (UInt8) -> Bool = { $0 == .lineFeed || $0 == .carriageReturn }
    let first = bytes[position...].prefix { !isLineEnd($0) }
    if first.count == 5, first.starts(with: "sep=".utf8), let named = first.last {
      separator = named
      position = first.endIndex
      skipLineEnd()
      return
    }
    var isQuoted = false
    var counts: [UInt8: Int] = [:]
    for byte in bytes[position...].drop(while: { isLineEnd($0) || $0.isBlank }) {
      if byte == .quote { isQuoted.toggle() }
      if isQuoted { continue }
      if isLineEnd(byte) { break }
      counts[byte, default: 0] += 1
    }
    for other in [UInt8.semicolon, .tab]
    where counts[other, default: 0] > counts[separator, default: 0] {
      separator = other
    }
  }

  private func endsField(_ byte: UInt8) -> Bool {
    byte == separator || byte == .lineFeed || byte == .carriageReturn
  }

  private mutating func scanRow() throws(CSVFault) {
    let firstLine = line
    let firstField = ends.count - 1
    var isBlank = true
    while true {
      if position < bytes.count, bytes[position] == .quote {
        try scanQuoted()
        isBlank = false
      } else {
        isBlank = scanPlain() && isBlank
      }
      ends.append(text.count)
      guard position < bytes.count, bytes[position] == separator else { break }
      position += 1
    }
    skipLineEnd()
    // A spreadsheet's empty row is separators only.
    if isBlank {
      text.removeSubrange(ends[firstField]...)
      ends.removeSubrange((firstField + 1)...)
    } else {
      lines.append(firstLine)
      firstFields.append(ends.count - 1)
    }
  }

  /// Appends a field without quotes; true if there is nothing but blanks in it.
  private mutating func scanPlain() -> Bool {
    let start = position
    var isBlank = true
    while position < bytes.count, !endsField(bytes[position]) {
      isBlank = isBlank && bytes[position].isBlank
      position += 1
    }
    text.append(contentsOf: bytes[start..<position])
    return isBlank
  }

  private mutating func scanQuoted() throws(CSVFault) {
    let openingLine = line
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == .quote {
        guard position < bytes.count, bytes[position] == .quote else {
          guard position == bytes.count || endsField(bytes[position]) else {
            throw CSVFault(line: line, what: .textAfterQuote(separator: separator.name))
          }
          return
        }
        position += 1
      } else if byte == .lineFeed || (byte == .carriageReturn && !isLineFeed(position)) {
        line += 1
      }
      text.append(byte)
    }
    throw CSVFault(line: openingLine, what: .openQuote)
  }

  private mutating func skipLineEnd() {
    guard position < bytes.count else { return }
    position += bytes[position] == .carriageReturn && isLineFeed(position + 1) ? 2 : 1
    line += 1
  }

  private func isLineFeed(_ position: Int) -> Bool {
    position < bytes.count && bytes[position] == .lineFeed
  }
}

extension UInt8 {
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let lineFeed = UInt8(ascii: "\n")
  fileprivate static let carriageReturn = UInt8(ascii: "\r")
  fileprivate static let semicolon = UInt8(ascii: ";")
  fileprivate static let tab = UInt8(ascii: "\t")

  /// A separator, for a person.
  fileprivate var name: String {
    switch self {
    case .comma: "a comma"
    case .semicolon: "a semicolon"
    case .tab: "a tab"
    default: "'\(Character(UnicodeScalar(self)))'"
    }
  }

  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}

extension ArraySlice<UInt8> {
  /// Without the blanks at both ends.
  var trimmingBlanks: Self {
    guard let first = firstIndex(where: { !$0.isBlank }),
      let last = lastIndex(where: { !$0.isBlank })
    else { return [] }
    return self[first...last]
  }
}
