import Configuration
import JSON

/// A key as the schema describes it, so that schema and code are held to each other.
struct SchemaKey {
  let path: String
  let description: [String: JSONValue]

  static func all() throws -> [SchemaKey] {
    keys(below: try JSONParser.parse(Array(ConfigurationSchema.text.utf8)), path: "")
  }

  var defaultValue: JSONValue { description["default"]! }

  /// Values of a type that the key does not take.
  var wrongTypes: [JSONValue] {
    switch description["enum"] {
    case .list(let values): [values[0] == .integer(1) ? .text("1") : .integer(1), .list([])]
    default: [takes("string") ? .integer(5) : .text("five"), .object([])]
    }
  }

  /// Values of the right type that are beyond what the key takes.
  var outOfRange: [JSONValue] {
    var values: [JSONValue] = []
    for limit in ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"] {
      let step = limit.hasSuffix("inimum") ? -1 : 1
      switch description[limit] {
      case .integer(let value) where takes("integer"): values.append(.integer(value + step))
      case .integer(let value):
        values.append(.number(Double(value) + (limit.hasPrefix("ex") ? 0 : 0.5 * Double(step))))
      case .number(let value): values.append(.number(step < 0 ? -value : 2 * value))
      default: break
      }
    }
    if case .list(let choices)? = description["enum"] {
      values.append(choices[0] == .integer(1) ? .integer(99) : .text("nonsense"))
    }
    if description["minLength"] != nil { values.append(.text("")) }
    return values
  }

  /// The path with two letters of its last name swapped.
  var misspelling: String {
    var letters = Array(path)
    let place = letters.indices.dropLast().last {
      letters[$0] != letters[$0 + 1] && letters[$0] != "." && letters[$0 + 1] != "."
    }!
    letters.swapAt(place, place + 1)
    return String(letters)
  }

  private func takes(_ type: String) -> Bool {
    switch description["type"] {
    case .text(let name): name == type
    case .list(let names): names.contains(.text(type))
    default: false
    }
  }

  private static func keys(below schema: JSONValue, path: String) -> [SchemaKey] {
    let members = members(schema)
    if case .list(let forms)? = members["anyOf"], let object = forms.last {
      return keys(below: object, path: path)
    }
    guard case .object(let properties)? = members["properties"] else {
      return [SchemaKey(path: path, description: members)]
    }
    return properties.filter { $0.key != "$schema" }.flatMap {
      keys(below: $0.value, path: path.isEmpty ? $0.key : path + "." + $0.key)
    }
  }

  private static func members(_ value: JSONValue) -> [String: JSONValue] {
    guard case .object(let members) = value else { return [:] }
    return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
  }
}

extension String {
  /// A file that gives this value to a key.
  func file(_ value: JSONValue) -> String {
    split(separator: ".").reversed().reduce(value.text) { "{\"\($1)\":\($0)}" }
  }
}
