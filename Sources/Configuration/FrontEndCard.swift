import Audio
import Digests
import Spectrogram

/// The way from sound to tensor by its meaning: two configurations with the same card give a network
/// the same values for the same sound.
package struct FrontEndCard: Hashable, Sendable {
  package let parameters: [Parameter]

  /// Which windows there are, and in how many bytes tensors are kept, is no part of what a window
  /// looks like.
  private static let others: Set<String> = [
    "segment.hopSeconds", "segment.minimumSeconds", "spectrogram.store",
  ]

  package init(_ configuration: PipelineConfiguration) {
    self.init(
      configuration.parameters.filter {
        $0.key.hasPrefix("segment.") || $0.key.hasPrefix("spectrogram.")
      })
  }

  /// The card of lines `key=value`, as a checkpoint's metadata has them.
  package init(text: String) {
    self.init(
      text.split(separator: "\n").map { line in
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return Parameter(key: String(parts[0]), value: parts.count == 2 ? String(parts[1]) : "")
      })
  }

  private init(_ parameters: [Parameter]) {
    self.parameters = parameters.filter { !Self.others.contains($0.key) }
      .sorted { $0.key < $1.key }
  }

  /// A line `key=value` each, sorted by key.
  package var text: String { parameters.map { "\($0.key)=\($0.value)\n" }.joined() }

  /// SHA-256 of ``text``, in hexadecimal.
  package var hash: String { Digest(of: text).hex }

  /// What decodes, resamples and transforms on this machine. An update may change last digits, but
  /// refuses no model: this is provenance, no part of the card.
  package static var libraries: String {
    (Segmenter.libraries + [SpectrogramRenderer.library]).joined(separator: ", ")
  }

  /// The first key in which another card differs; nil if they are the same.
  package func difference(from other: FrontEndCard) -> FrontEndDifference? {
    let mine = Dictionary(parameters.map { ($0.key, $0.value) }) { first, _ in first }
    let theirs = Dictionary(other.parameters.map { ($0.key, $0.value) }) { first, _ in first }
    return Set(mine.keys).union(theirs.keys).sorted().first { mine[$0] != theirs[$0] }.map {
      let neutral = Parameter.neutralValue(of: $0)
      return FrontEndDifference(
        key: $0, value: mine[$0] ?? neutral, other: theirs[$0] ?? neutral)
    }
  }
}

/// A key in which two front ends differ; nil stands for a key that one of them does not use.
package struct FrontEndDifference: Hashable, Sendable {
  package let key: String
  package let value: String?
  package let other: String?

  package init(key: String, value: String?, other: String?) {
    self.key = key
    self.value = value
    self.other = other
  }
}
