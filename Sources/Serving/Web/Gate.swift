/// Who may ask: pages of this program, on this machine or with the token.
///
/// A browser takes pages of any origin to this address (DNS rebinding, forms of other sites), so the host
/// that is named and the origin of what changes something are held to our own.
package struct Gate: Sendable {
  /// What a request says of where it comes from and where it believes to be.
  package struct Papers {
    package var host: String?
    package var origin: String?
    package var cookie: String?
    /// Of the address.
    package var token: String?
    package var isPost = false

    package init() {}
  }

  package enum Decision: Equatable {
    case enter
    /// The token in the address is right: it becomes a cookie.
    case takeCookie
    case refuse(status: Int, sentence: String)
  }

  static let cookieName = "soundmark"
  /// Nil: loopback, where none is needed.
  let token: String?
  /// Names that this machine was asked to serve under, beside addresses.
  let names: Set<String>

  package init(token: String?, names: Set<String>) { (self.token, self.names) = (token, names) }

  package func decide(_ papers: Papers) -> Decision {
    guard let host = papers.host, isOurs(host) else {
      return .refuse(
        status: 421,
        sentence: "This address is not served here; open the one that soundmark serve printed.")
    }
    if papers.isPost, papers.origin?.lowercased() != "http://\(host.lowercased())" {
      return .refuse(
        status: 403,
        sentence: "Another page asked for a change; only soundmark's own pages may.")
    }
    guard let token else { return .enter }
    if let given = papers.token, Self.areEqual(given, token) { return .takeCookie }
    let cookies = (papers.cookie ?? "").split(separator: ";").map {
      $0.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
    }
    let isKnown = cookies.contains {
      $0.count == 2 && $0[0] == Self.cookieName && Self.areEqual(String($0[1]), token)
    }
    return isKnown
      ? .enter
      : .refuse(
        status: 401, sentence: "Open the address with ?token= that soundmark serve printed.")
  }

  private func isOurs(_ host: String) -> Bool {
    let name: Substring
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return false }
      name = host[host.index(after: host.startIndex)..<end]
    } else {
      name = host.prefix { $0 != ":" }
    }
    if names.contains(name.lowercased()) { return true }
    // With the token, addresses are served as well: no name leads there that is another's.
    return token != nil && !name.isEmpty && name.allSatisfy { $0.isHexDigit || ".:".contains($0) }
      && name.contains { ".:".contains($0) }
  }

  /// Takes as long wherever they differ.
  package static func areEqual(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// 128 bits of the system's chance.
  package static func newToken() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<16).map { _ in
      let hex = String(UInt8.random(in: .min ... .max, using: &generator), radix: 16)
      return hex.count == 1 ? "0" + hex : hex
    }.joined()
  }
}
