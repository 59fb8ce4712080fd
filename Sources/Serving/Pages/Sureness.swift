import Pages
import Pipeline

/// The classes that a sound may be, in words.
enum Sureness {
  /// How often the classes that are named may miss the truth.
  static let alpha = 0.1

  static func words(_ names: [String]) -> HTML {
    let confidence = "at \(decimals((1 - alpha) * 100, 0)) % confidence"
    guard names.count > 1 else {
      return "<p>It is sure: \(confidence) it is nothing else.</p>"
    }
    let classes = names.map { "<strong>\($0)</strong>" as HTML }.joined(", ")
    return "<p>It is unsure: \(confidence) it is one of \(classes).</p>"
  }
}
