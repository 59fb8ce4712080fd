/// A JSON object of a few members, written on one line.
package struct JSONObject: Sendable {
  private var members: [String] = []

  package init() {}

  package mutating func set(_ name: String, _ value: String) {
    members.append("\(Self.quoted(name)):\(Self.quoted(value))")
  }

  package mutating func set(_ name: String, _ value: Int) {
    members.append("\(Self.quoted(name)):\(value)")
  }

  /// Numbers that JSON cannot say become null.
  package mutating func set(_ name: String, _ value: Double) {
    members.append("\(Self.quoted(name)):\(value.isFinite ? "\(value)" : "null")")
  }

  package mutating func set(_ name: String, _ value: Bool) {
    members.append("\(Self.quoted(name)):\(value)")
  }

  package mutating func set(_ name: String, _ value: JSONObject) {
    members.append("\(Self.quoted(name)):\(value.text)")
  }

  package mutating func set(_ name: String, _ values: [Int]) {
    members.append(
      "\(Self.quoted(name)):[\(values.map(String.init).joined(separator: ","))]")
  }

  package mutating func set(_ name: String, _ values: [Double]) {
    let texts = values.map { $0.isFinite ? "\($0)" : "null" }
    members.append("\(Self.quoted(name)):[\(texts.joined(separator: ","))]")
  }

  package mutating func set(_ name: String, _ values: [JSONObject]) {
    members.append("\(Self.quoted(name)):[\(values.map(\.text).joined(separator: ","))]")
  }

  package mutating func set(_ name: String, _ texts: [String]) {
    members.append("\(Self.quoted(name)):\(Self.list(texts))")
  }

  /// A JSON array of strings.
  package static func list(_ texts: [String]) -> String {
    "[\(texts.map(quoted).joined(separator: ","))]"
  }

  package var text: String { "{\(members.joined(separator: ","))}" }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
