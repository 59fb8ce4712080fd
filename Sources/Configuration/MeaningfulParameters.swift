/// A key with its value as canonical text.
package struct Parameter: Hashable, Sendable {
  package let key: String
  package let value: String
}

/// The parameters of a section by their meaning: what is left open is filled in, and what the other
/// settings leave unused is left out, so that two ways to say the same thing are the same.
struct MeaningfulParameters {
  let draft: ConfigurationDraft

  var all: [Parameter] {
    ConfigurationKey.all.filter { isUsed($0.path) }.map {
      Parameter(key: $0.path, value: filledIn($0.path) ?? $0.read(draft).text)
    }
  }

  /// What a key that is null stands for.
  private func filledIn(_ key: String) -> String? {
    switch key {
    case "segment.hopSeconds" where draft.segment.hopSeconds == nil:
      draft.segment.seconds.json.text
    case "spectrogram.windowLength" where draft.spectrogram.windowLength == nil:
      draft.spectrogram.fftSize.json.text
    case "spectrogram.maximumFrequency" where draft.spectrogram.mel.maximumFrequency == nil:
      (Double(draft.segment.sampleRate) / 2).json.text
    case "training.network.width" where draft.network.width == nil:
      draft.network.name.standardWidth.json.text
    case "evaluation.precision" where draft.evaluationPrecision == nil:
      draft.precision.rawValue.json.text
    default: nil
    }
  }

  private func isUsed(_ key: String) -> Bool {
    let spectrogram = draft.spectrogram
    let name = key.drop { $0 != "." }.dropFirst()
    switch name {
    case "padding" where key.hasPrefix("spectrogram."): return spectrogram.framing == .centred
    case "melBands", "minimumFrequency", "maximumFrequency", "melScale", "melNorm":
      return spectrogram.frequency == .mel
    // Where segments come from changes nothing in them.
    case "keepWaveforms": return false
    case "reference", "floor": return spectrogram.scaling == .decibels
    case "dynamicRange" where key.hasPrefix("spectrogram."):
      return spectrogram.scaling == .decibels
    case "offset": return spectrogram.scaling == .logarithm
    case "deltas.width": return spectrogram.deltaOrder > 0
    case "size.antialiased": return spectrogram.height != nil
    case "dynamicRange": return draft.preview.lower == nil
    default: break
    }
    if name.hasPrefix("pcen.") { return spectrogram.scaling == .pcen }
    if name.hasPrefix("cepstrum."), name != "cepstrum.count" {
      return spectrogram.cepstrum.count > 0
    }
    if key.hasPrefix("preview."), name != "enabled" { return draft.preview.isEnabled }
    return true
  }
}

extension PipelineConfiguration {
  /// The part of the configuration that a recipe is made of.
  package enum Section: String, Sendable {
    case dataset, segment, spectrogram, preview, training, evaluation
  }

  /// The section's parameters by their meaning, a line `key=value` each.
  package func canonicalText(of section: Section, without left: Set<String> = []) -> String {
    parameters.filter { $0.key.hasPrefix("\(section.rawValue).") && !left.contains($0.key) }
      .map { "\($0.key)=\($0.value)\n" }.joined()
  }
}
