/// Why a clip gives no samples: a category that a table can group by, and a sentence for a person.
public struct AudioFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of fault, spelt as they are recorded.
  public enum Category: String, CaseIterable, Sendable {
    /// No such file.
    case missing
    /// No permission, or not a regular file.
    case unreadable
    /// Zero bytes, or zero frames.
    case empty
    /// No decoder takes it, or its header does not tell the truth.
    case notAudio = "not-audio"
    /// NaN, infinity, or a magnitude that no recording has.
    case notFinite = "not-finite"
    /// Fewer seconds than `SegmentSettings.minimumSeconds`.
    case tooShort = "too-short"
    /// The stretch of the file that makes the clip leads beyond the file's end.
    case beyondEnd = "beyond-end"
    /// Its path leads out of the data set.
    case outside
    /// Its name is not UTF-8.
    case badName = "bad-name"
  }

  public let category: Category

  /// One sentence: what was found where, what was expected, what to try.
  public let message: String

  public init(_ category: Category, _ message: String) {
    self.category = category
    self.message = message
  }

  public var description: String { message }
}

extension String {
  /// The string with control characters escaped, so that a file's name can be shown anywhere.
  var printable: String {
    if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
    return unicodeScalars.reduce(into: "") { shown, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      default: shown.unicodeScalars.append(scalar)
      }
    }
  }
}
