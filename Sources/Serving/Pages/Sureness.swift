import ModelStages
import Pages
import Pipeline

/// The classes that a sound may be, in words.
enum Sureness {
  /// How often the classes that are named may miss the truth.
  static let alpha = 0.1

  /// Nothing where the model does not know.
  static func words(_ found: Classification) -> HTML {
    if let novelty = found.novelty, novelty.isNoneOfThese {
      return """
        <p>It may well be <strong>none of these</strong>: of known sounds only \
        \(decimals(novelty.pValue * 100, 1)) % are as far from what was learned from.</p>
        """
    }
    return found.set.map(words) ?? ""
  }

  static func words(_ names: [String]) -> HTML {
    let confidence = "at \(decimals((1 - alpha) * 100, 0)) % confidence"
    guard names.count > 1 else {
      return "<p>It is sure: \(confidence) it is nothing else.</p>"
    }
    let classes = names.map { "<strong>\($0)</strong>" as HTML }.joined(", ")
    return "<p>It is unsure: \(confidence) it is one of \(classes).</p>"
  }
}
