/// The canonical text whose digest is an artefact's key: what made it, with which parameters, of what.
///
/// One fact a line, `name=value`, in the order given. Names and values are escaped, so that no two
/// different sets of facts give the same text.
public struct KeyText: Sendable {
  private var text: String

  public init(stage: String, version: Int) {
    text = "soundmark \(stage) \(version)\n"
  }

  public init(stage: String, version: Int, parameters: String) {
    self.init(stage: stage, version: version)
    add("parameters", parameters)
  }

  public mutating func add(_ name: String, _ value: String) {
    text += name
    text += "="
    text += Self.escaped(value)
    text += "\n"
  }

  public mutating func add(_ name: String, _ digest: Digest) {
    text += name
    text += "="
    text += digest.hex
    text += "\n"
  }

  public mutating func add(_ name: String, _ number: Int) {
    add(name, String(number))
  }

  /// The key.
  public var digest: Digest { Digest(of: text) }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\\") })
    else {
      return value
    }
    return value.reduce(into: "") { result, character in
      switch character {
      case "\n", "\r\n": result += character == "\n" ? "\\n" : "\\r\\n"
      case "\\": result += "\\\\"
      default: result.append(character)
      }
    }
  }
}
