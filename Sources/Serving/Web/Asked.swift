/// A request, as far as pages need to know it.
struct Asked: Sendable {
  enum Method: Sendable { case get, post }

  let method: Method
  /// The words of its path, decoded; none for `/`.
  let path: [String]
  let query: [String: String]
  /// Of a form that was sent.
  var form: [String: String] = [:]
  var range: String?
  /// The tags of what the browser has.
  var tags: String?

  /// A word that was filled in.
  func value(_ name: String) -> String? {
    (form[name] ?? query[name]).flatMap { $0.isEmpty ? nil : $0 }
  }

  func number(_ name: String) -> Int? { value(name).flatMap { Int($0) } }
}

/// Addresses and forms, as browsers write them. What is no UTF-8, and what could be taken for another path,
/// is refused.
package enum WebText {
  /// The words of a path; nil where it is none of ours: with zero bytes, slashes or dots that were hidden
  /// in escapes, and the like.
  package static func words(ofPath path: String) -> [String]? {
    guard path.hasPrefix("/"), path.utf8.count <= 1_000 else { return nil }
    var words: [String] = []
    for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let word = decoded(part, plusIsBlank: false) else { return nil }
      words.append(word)
    }
    if words.last == "" { words.removeLast() }
    let areWords = words.allSatisfy { word in
      !["", ".", ".."].contains(word)
        && !word.unicodeScalars.contains { $0.value < 32 || "/\\".unicodeScalars.contains($0) }
    }
    return areWords ? words : nil
  }

  /// The names and values of a query or of a form (`application/x-www-form-urlencoded`); the last counts.
  package static func fields(_ text: some StringProtocol) -> [String: String]? {
    var fields: [String: String] = [:]
    for part in text.split(separator: "&").prefix(100) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(sides[0], plusIsBlank: true),
        let value = decoded(sides.count > 1 ? sides[1] : "", plusIsBlank: true)
      else { return nil }
      fields[name] = value
    }
    return fields
  }

  private static func decoded(_ text: some StringProtocol, plusIsBlank: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        guard digits.utf8.count == 2, !digits.hasPrefix("+"), !digits.hasPrefix("-"),
          let value = UInt8(digits, radix: 16)
        else { return nil }
        rest = rest.dropFirst(2)
        bytes.append(value)
      case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Text within an address.
  package static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let character = Character(UnicodeScalar(byte))
      if byte < 128, character.isLetter || character.isNumber || "-._~".contains(character) {
        return String(character)
      }
      let hex = String(byte, radix: 16, uppercase: true)
      return "%" + (hex.count == 1 ? "0" : "") + hex
    }.joined()
  }
}
