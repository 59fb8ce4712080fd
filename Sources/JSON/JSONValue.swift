/// A value of JSON.
package indirect enum JSONValue: Equatable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([JSONValue])
  /// In the order of the file, each key once.
  case object([Member])

  package struct Member: Equatable, Sendable {
    package let key: String
    package let value: JSONValue
    /// Where the key stands in the file, counted from 1; 0 for what was not read.
    package let line: Int

    package init(_ key: String, _ value: JSONValue, line: Int = 0) {
      self.key = key
      self.value = value
      self.line = line
    }
  }

  /// The value on one line, without blanks, in the order of the members.
  package var text: String {
    switch self {
    case .list(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { $0.key.jsonLiteral + ":" + $0.value.text }.joined(separator: ",") + "}"
    default: scalarText
    }
  }

  /// The value with a line for each member, indented by two blanks a level, as people write it.
  package func indentedText(_ indentation: String = "") -> String {
    guard case .object(let members) = self, !members.isEmpty else { return text }
    let inner = indentation + "  "
    let lines = members.map {
      inner + $0.key.jsonLiteral + ": " + $0.value.indentedText(inner)
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n" + indentation + "}"
  }

  /// With the members of every object in the order of their keys' bytes.
  package var sorted: JSONValue {
    switch self {
    case .list(let values): .list(values.map(\.sorted))
    case .object(let members):
      .object(
        members.map { Member($0.key, $0.value.sorted, line: $0.line) }
          .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    default: self
    }
  }

  private var scalarText: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): Int(exactly: value).map { "\($0)" } ?? "\(value)"
    case .text(let value): value.jsonLiteral
    case .list, .object: text
    }
  }
}

extension String {
  fileprivate var jsonLiteral: String {
    var literal = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"", "\\": literal += "\\" + String(scalar)
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
