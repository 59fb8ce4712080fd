/// The canonical text whose digest is an artefact's key: what made it, with which parameters, of what.
///
/// One fact a line, `name=value`, in the order given. Names and values are escaped, so that no two
/// different sets of facts give the same text.
public struct KeyText: Sendable {
  /// Of the text so far: many keys begin alike.
  private var hasher = DigestHasher()

  public init(stage: String, version: Int) {
    hasher.update("soundmark \(stage) \(version)\n")
  }

  public init(stage: String, version: Int, parameters: String) {
    self.init(stage: stage, version: version)
    add("parameters", parameters)
  }

  public mutating func add(_ name: String, _ value: String) {
    addLine(name, Self.escaped(value))
  }

  public mutating func add(_ name: String, _ digest: Digest) {
    addLine(name, digest.hex)
  }

  public mutating func add(_ name: String, _ number: Int) {
    addLine(name, String(number))
  }

  private mutating func addLine(_ name: String, _ value: String) {
    hasher.update(name)
    hasher.update("=")
    hasher.update(value)
    hasher.update("\n")
  }

  /// The key.
  public var digest: Digest {
    var hasher = hasher
    return hasher.finalize()
  }

  private static func escaped(_ value: String) -> String {
    let (newline, backslash) = (UInt8(ascii: "\n"), UInt8(ascii: "\\"))
    guard value.utf8.contains(where: { $0 == newline || $0 == backslash }) else { return value }
    var escaped: [UInt8] = []
    for byte in value.utf8 {
      switch byte {
      case newline where escaped.last == UInt8(ascii: "\r"):
        escaped.removeLast()
        escaped += "\\r\\n".utf8
      case newline: escaped += "\\n".utf8
      case backslash: escaped += "\\\\".utf8
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
