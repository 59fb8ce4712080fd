/// A key with its value as canonical text.
package struct Parameter: Hashable, Sendable {
  package let key: String
  package let value: String

  /// The keys that canonical text leaves out at a value, with that value.
  package static let neutral = ConfigurationKey.all.compactMap { key in
    key.meaning.neutral.map { Parameter(key: key.path, value: $0.text) }
  }

  /// What a key stands for that canonical text lacks; nil where it is unused, or no key at all.
  package static func neutralValue(of key: String) -> String? {
    neutral.first { $0.key == key }?.value
  }

  /// The same as people read it: text without quotes.
  package static func plainNeutralValue(of key: String) -> String? {
    neutralValue(of: key).map { $0.hasPrefix("\"") ? String($0.dropFirst().dropLast()) : $0 }
  }
}

extension ConfigurationKey {
  /// The key by its meaning among these settings: what null stands for is filled in; nil where the other
  /// settings leave it unused, or it is at its neutral value, so that two ways to say the same thing are
  /// the same.
  func parameter(in draft: ConfigurationDraft) -> Parameter? {
    guard meaning.applies?(draft) ?? true else { return nil }
    var value = read(draft)
    if value == .null, let null = meaning.null { value = null(draft) }
    return value == meaning.neutral ? nil : Parameter(key: path, value: value.text)
  }

  /// Whether a configuration is the same without it, whatever program reads it. What a report carries, and
  /// what else networks are asked, is no part of what results are: with another value they are still the
  /// configuration's.
  func isSilent(in draft: ConfigurationDraft, byDefault defaults: ConfigurationDraft) -> Bool {
    path.hasPrefix("report.") || path.hasPrefix("robustness.")
      || meaning.neutral == read(draft) && meaning.neutral == read(defaults)
  }
}

extension PipelineConfiguration {
  /// The part of the configuration that a recipe is made of.
  package enum Section: String, Sendable {
    case dataset, segment, spectrogram, preview, training, evaluation, robustness, report
  }

  /// The section's parameters by their meaning, a line `key=value` each.
  package func canonicalText(of section: Section, without left: Set<String> = []) -> String {
    parameters.filter { $0.key.hasPrefix("\(section.rawValue).") && !left.contains($0.key) }
      .map { "\($0.key)=\($0.value)\n" }.joined()
  }
}
