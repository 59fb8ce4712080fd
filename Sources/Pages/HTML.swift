/// Markup. A literal is markup as it stands; whatever is put into it is escaped, unless it is markup itself.
public struct HTML: Sendable, CustomStringConvertible, ExpressibleByStringInterpolation {
  public private(set) var description: String

  /// Text of anybody's, in an element or in an attribute's quotes.
  public init(text: String) {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // No character of HTML.
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    description = escaped
  }

  public init(stringLiteral markup: String) { description = markup }

  public init(stringInterpolation: StringInterpolation) {
    description = stringInterpolation.markup
  }

  /// The literal's own text is markup; strings in it are escaped.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var markup = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      markup.reserveCapacity(literalCapacity)
    }

    public mutating func appendLiteral(_ literal: String) { markup += literal }

    public mutating func appendInterpolation(_ text: some StringProtocol) {
      markup += HTML(text: String(text)).description
    }

    public mutating func appendInterpolation(_ number: Int) { markup += String(number) }

    public mutating func appendInterpolation(_ html: HTML) { markup += html.description }

    public mutating func appendInterpolation(_ parts: [HTML]) {
      for part in parts { markup += part.description }
    }
  }
}

extension [HTML] {
  /// One after the other, with what stands between two.
  public func joined(_ separator: HTML) -> HTML {
    HTML(stringLiteral: map(\.description).joined(separator: separator.description))
  }
}
