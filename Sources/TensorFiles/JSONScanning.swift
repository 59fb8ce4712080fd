// The part of JSON that a safetensors header is made of: objects with distinct keys, lists, whole
// numbers and strings. A parser that took more would have more to be attacked.
extension ByteScanner {
  /// Calls `member` with each key of an object; it has to read the value.
  mutating func object(
    _ member: (inout ByteScanner, String) throws(Fault) -> Void
  ) throws(Fault) {
    try expect("{")
    guard !take("}") else { return }
    var keys: Set<String> = []
    repeat {
      let key = try string()
      guard keys.insert(key).inserted else {
        throw fault(found: "'\(key)' twice", expected: "each key once")
      }
      try expect(":")
      try member(&self, key)
    } while take(",")
    try expect("}")
  }

  mutating func naturals() throws(Fault) -> [Int] {
    try expect("[")
    guard !take("]") else { return [] }
    var values: [Int] = []
    repeat { values.append(try natural()) } while take(",")
    try expect("]")
    return values
  }

  mutating func string() throws(Fault) -> String {
    try expect("\"")
    var content: [UInt8] = []
    while true {
      content += run(until: "\"")
      switch try next(expected: "'\"'") {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw fault(found: "a string of invalid UTF-8", expected: "UTF-8")
        }
        return text
      case UInt8(ascii: "\\"):
        content += String(try escapedScalar()).utf8
      default:
        throw fault(found: "a raw control character", expected: "an escaped one")
      }
    }
  }

  private mutating func escapedScalar() throws(Fault) -> Unicode.Scalar {
    let letter = try next(expected: "an escape sequence")
    switch Character(Unicode.Scalar(letter)) {
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": return try unicodeScalar()
    default: throw fault(found: "an unknown escape sequence", expected: "one of JSON's")
    }
  }

  /// The scalar of `XXXX`, or of `XXXX\uXXXX` when the first is the high half of a surrogate pair.
  private mutating func unicodeScalar() throws(Fault) -> Unicode.Scalar {
    let unit = try hexadecimalUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard (0xD800...0xDBFF).contains(unit) else {
      throw fault(found: "half a surrogate pair", expected: "a whole one")
    }
    try expect(word: "\\u")
    let low = try hexadecimalUnit()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { throw fault(found: "half a surrogate pair", expected: "a whole one") }
    return scalar
  }

  private mutating func hexadecimalUnit() throws(Fault) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      let digit = try next(expected: "four hexadecimal digits")
      guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else {
        throw fault(expected: "four hexadecimal digits")
      }
      unit = unit << 4 | UInt32(value)
    }
    return unit
  }
}

extension String {
  /// The string as a JSON literal, as serde_json (and so the safetensors library) spells it.
  var jsonLiteral: String {
    var literal = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\u{8}": literal += "\\b"
      case "\u{C}": literal += "\\f"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}
