import Audio
import JSON
import Spectrogram

/// What each value allows alone, but not with the others.
struct ConfigurationChecks {
  let draft: ConfigurationDraft
  let assignments: Assignments
  let path: String

  func run() throws(ConfigurationError) {
    try checkSegment()
    try checkSpectrogram()
    try checkPreview()
    try checkRobustness()
  }

  private func checkSegment() throws(ConfigurationError) {
    do {
      try draft.segment.validate()
    } catch {
      throw conflict(
        "segment.\(error.setting)", "with the other settings it has to be \(error.expected)")
    }
  }

  private func checkSpectrogram() throws(ConfigurationError) {
    let keys = draft.spectrogram
    let nyquist = Double(draft.segment.sampleRate) / 2
    if let length = keys.windowLength, length > keys.fftSize {
      throw conflict(
        "spectrogram.windowLength",
        "the window has to fit into spectrogram.fftSize, which is \(keys.fftSize)")
    }
    if keys.frequency == .mel, let highest = keys.mel.maximumFrequency, highest > nyquist {
      throw conflict(
        "spectrogram.maximumFrequency",
        "half of segment.sampleRate is \(JSONValue.number(nyquist).text) Hz, and nothing lies above"
      )
    }
    if draft.tensorStore == .float16, keys.scaling == .linear {
      throw conflict(
        "spectrogram.store",
        "with spectrogram.scaling linear values go beyond 65504, the largest float16")
    }
    if (keys.height == nil) != (keys.width == nil) {
      let given = keys.height == nil ? "width" : "height"
      let missing = keys.height == nil ? "height" : "width"
      throw conflict("spectrogram.size.\(given)", "spectrogram.size.\(missing) is not given")
    }
    do {
      try keys.settings.validate(sampleRate: draft.segment.sampleRate)
    } catch {
      throw conflict("spectrogram.\(error.setting)", reason(error))
    }
    let samples = draft.segment.windowLength
    if keys.settings.shape(sampleCount: samples).last == 0 {
      throw conflict(
        "segment.seconds",
        "\(samples) samples at \(draft.segment.sampleRate) Hz are too few for a spectrogram with"
          + " spectrogram.fftSize \(keys.fftSize) and spectrogram.hopLength \(keys.hopLength)")
    }
  }

  private func reason(_ error: SpectrogramSettingsError) -> String {
    switch error {
    case .outOfRange(_, _, let expected): return "with the other settings it has to be \(expected)"
    case .emptyBands(let bands, _, let largest):
      let names = bands.prefix(8).map(String.init).joined(separator: ", ")
      let more = bands.count > 8 ? " and \(bands.count - 8) more" : ""
      return "no bin of the Fourier transform falls into \(bands.count == 1 ? "band" : "bands") "
        + "\(names)\(more): use at most \(largest) bands or a larger spectrogram.fftSize"
    }
  }

  private func checkPreview() throws(ConfigurationError) {
    let keys = draft.preview
    if (keys.lower == nil) != (keys.upper == nil) {
      let given = keys.lower == nil ? "upper" : "lower"
      let missing = keys.lower == nil ? "lower" : "upper"
      throw conflict("preview.\(given)", "preview.\(missing) is not given")
    }
    if let lower = keys.lower, let upper = keys.upper, lower >= upper {
      throw conflict(
        "preview.lower",
        "preview.upper, which is \(draft.preview.upper.json.text), has to be larger")
    }
  }

  private func checkRobustness() throws(ConfigurationError) {
    for perturbation in draft.robustness.perturbations {
      guard let (key, path) = draft.robustness.folder(of: perturbation), path == nil else {
        continue
      }
      throw conflict(
        "robustness.conditions", "\(perturbation.rawValue) needs \(key), a folder of recordings")
    }
  }

  /// An error at a key, wherever its value comes from.
  func conflict(_ key: String, _ reason: String) -> ConfigurationError {
    var found = ""
    if case .key(let known)? = KeyNode.root[key] { found = known.read(draft).text }
    return .conflict(
      assignments.last(key)?.origin ?? .file(path, line: 0), key: key, found: found,
      reason: reason)
  }
}
