/// Where and why a text is not JSON.
package struct JSONFault: Error, Equatable {
  /// Counted from 1; a column is a character.
  package let line: Int
  package let column: Int
  package let found: String
  package let expected: String

  package init(line: Int, column: Int, found: String, expected: String) {
    self.line = line
    self.column = column
    self.found = found
    self.expected = expected
  }
}

/// Reads JSON by RFC 8259, strictly.
///
/// Ours because Foundation's takes one of two equal keys in silence and does not say where a key
/// stands.
package struct JSONParser {
  private static let deepest = 32

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var lineStart = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  package static func parse(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
    var parser = JSONParser(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      parser.position = 3
      parser.lineStart = 3
    }
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.position == bytes.count else {
      throw parser.fault(expected: "nothing after the value")
    }
    return value
  }

  private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
    skipBlanks()
    guard depth < Self.deepest else {
      throw fault(expected: "no more than \(Self.deepest) values within each other")
    }
    switch next {
    case "{": return try object(depth: depth)
    case "[": return try list(depth: depth)
    case "\"": return .text(try string())
    case "t" where take("true"): return .boolean(true)
    case "f" where take("false"): return .boolean(false)
    case "n" where take("null"): return .null
    case "-": return try number()
    case let digit? where "0"..."9" ~= digit: return try number()
    default: throw fault(expected: "a value")
    }
  }

  private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
    position += 1
    skipBlanks()
    if take("}") { return .object([]) }
    var members: [JSONValue.Member] = []
    repeat {
      skipBlanks()
      guard next == "\"" else { throw fault(expected: "a key in double quotes") }
      let (keyLine, keyColumn) = (line, column)
      let key = try string()
      if let earlier = members.first(where: { $0.key == key }) {
        throw JSONFault(
          line: keyLine, column: keyColumn, found: "the key \"\(key)\"",
          expected: "each key once: it is on line \(earlier.line) already")
      }
      skipBlanks()
      guard take(":") else { throw fault(expected: "a colon") }
      members.append(.init(key, try value(depth: depth + 1), line: keyLine))
      skipBlanks()
    } while take(",")
    guard take("}") else { throw fault(expected: "a comma or }") }
    return .object(members)
  }

  private mutating func list(depth: Int) throws(JSONFault) -> JSONValue {
    position += 1
    skipBlanks()
    if take("]") { return .list([]) }
    var values: [JSONValue] = []
    repeat {
      values.append(try value(depth: depth + 1))
      skipBlanks()
    } while take(",")
    guard take("]") else { throw fault(expected: "a comma or ]") }
    return .list(values)
  }

  private mutating func number() throws(JSONFault) -> JSONValue {
    let start = position
    _ = take("-")
    try digits(mayLeadWithZero: false)
    if take(".") { try digits(mayLeadWithZero: true) }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits(mayLeadWithZero: true)
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      position = start
      throw fault(expected: "a number that a double can hold")
    }
    return .number(number)
  }

  private mutating func digits(mayLeadWithZero: Bool) throws(JSONFault) {
    let start = position
    while let byte = peek, 0x30...0x39 ~= byte { position += 1 }
    guard position > start else { throw fault(expected: "a digit") }
    guard mayLeadWithZero || position == start + 1 || bytes[start] != 0x30 else {
      position = start
      throw fault(expected: "a number without leading zeros")
    }
  }

  private mutating func string() throws(JSONFault) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw fault(expected: "the closing quote on the same line") }
      if byte == UInt8(ascii: "\\") {
        content += String(try escapedScalar()).utf8
      } else {
        content.append(byte)
        position += 1
      }
    }
    guard take("\"") else { throw fault(expected: "a closing quote") }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw fault(found: "bytes that are not UTF-8", expected: "UTF-8 text")
    }
    return text
  }

  private mutating func escapedScalar() throws(JSONFault) -> Unicode.Scalar {
    let escapes: [(String, Unicode.Scalar)] = [
      ("\\\"", "\""), ("\\\\", "\\"), ("\\/", "/"), ("\\b", "\u{8}"), ("\\f", "\u{C}"),
      ("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"),
    ]
    for (text, scalar) in escapes where take(text) { return scalar }
    guard take("\\u") else { throw fault(expected: "an escape that JSON knows") }
    let unit = try hexadecimalUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, take("\\u") {
      let low = try hexadecimalUnit()
      let value = 0x10000 + (unit - 0xD800) << 10 + (low &- 0xDC00)
      if 0xDC00...0xDFFF ~= low, let scalar = Unicode.Scalar(value) { return scalar }
    }
    throw fault(found: "half a surrogate pair", expected: "a whole one")
  }

  private mutating func hexadecimalUnit() throws(JSONFault) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fault(expected: "four hexadecimal digits")
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }
}

extension JSONParser {
  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private var next: Unicode.Scalar? { peek.map(Unicode.Scalar.init) }

  private mutating func take(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
      position += 1
      if byte == 0x0A {
        line += 1
        lineStart = position
      }
    }
  }

  private var column: Int {
    1 + bytes[lineStart..<position].count { $0 & 0xC0 != 0x80 }
  }

  private func fault(found: String? = nil, expected: String) -> JSONFault {
    JSONFault(line: line, column: column, found: found ?? nextShown, expected: expected)
  }

  /// What comes next, as a person would name it.
  private var nextShown: String {
    guard let byte = peek else { return "the end of the file" }
    if bytes[position...].starts(with: "//".utf8) || bytes[position...].starts(with: "/*".utf8) {
      return "a comment, which JSON does not have"
    }
    let word = bytes[position...].prefix {
      0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0
    }
    if !word.isEmpty { return String(decoding: word.prefix(20), as: UTF8.self) }
    return 0x21...0x7E ~= byte
      ? String(Unicode.Scalar(byte)) : "the byte 0x" + String(byte, radix: 16)
  }
}
