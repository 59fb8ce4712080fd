import Foundation

extension String {
  /// A class, a fold or a recording as every format has it: without blanks at its ends, and with letters
  /// and their accents composed (NFC), so that what looks the same is the same.
  var tidied: String {
    let ends = [utf8.first, utf8.last]
    if utf8.allSatisfy({ $0 < 0x80 }), ends.allSatisfy({ $0.map { $0 > 0x20 } ?? false }) {
      return self
    }
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.isBlank }),
      let last = scalars.lastIndex(where: { !$0.isBlank })
    else { return "" }
    return String(scalars[first...last]).precomposedStringWithCanonicalMapping
  }
}

extension UnicodeScalar {
  /// Also a blank without width, which pasted text brings along.
  fileprivate var isBlank: Bool {
    properties.isWhitespace || value == 0xFEFF || value == 0x200B
  }
}

/// Names that look alike, for a sentence: they are told apart, and that may not be what was meant.
enum LookAlikes {
  /// Groups of names that differ by case alone, in their order.
  static func byCase(_ names: [String]) -> [[String]] {
    Dictionary(grouping: names) { $0.lowercased() }.values.filter { $0.count > 1 }
      .map { $0.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
      .sorted { $0[0].utf8.lexicographicallyPrecedes($1[0].utf8) }
  }

  /// What to say of names that may be several labels in one; nil where none looks so.
  static func joined(_ names: [String]) -> String? {
    let joined = names.filter { $0.contains(";") || $0.contains("|") }
    guard let first = joined.first else { return nil }
    return
      "\(joined.count == 1 ? "the class \(first.quoted) looks" : "\(joined.count) classes, such as \(first.quoted), look")"
      + " like several labels of a clip, and a clip has one here: each is trained on as a class of its own"
      + " (soundmark learn takes a table with several labels a sound)"
  }
}
