import Audio
import Spectrogram

/// A library of Python that has the steps from samples to scaled bands.
protocol PythonLibrary {
  var imports: [String] { get }
  /// `x` from `y`: power or magnitude, `[bands, frames]`.
  var bands: [String] { get }
  /// `x` as an array of numpy, scaled.
  var scaled: [String] { get }
  /// What makes cepstral coefficients of `x`.
  var cepstrum: [String] { get }
}

// Settings as Python spells them.

extension PCEN {
  func python(_ sampleRate: Int, hop: Int) -> String {
    """
    x = librosa.pcen(x * \(scale), sr=\(sampleRate), hop_length=\(hop), gain=\(gain), \
    bias=\(bias), power=\(exponent), time_constant=\(timeConstant), eps=\(epsilon))
    """
  }
}

extension MelScale {
  /// `filters`, `[bands, bins]`, whose flanks neither library can make straight in mel.
  func straightInMel(_ sampleRate: Int, fftSize: Int) -> [String] {
    let highest = maximumFrequency ?? Double(sampleRate) / 2
    var lines = [
      "mel = lambda f: 1127 * np.log1p(f / 700)",
      "edges = np.linspace(mel(\(minimumFrequency)), mel(\(highest)), \(bands + 2))[:, None]",
      "places = mel(np.linspace(0, \(Double(sampleRate) / 2), \(fftSize / 2 + 1)))",
      "rising = (places - edges[:-2]) / (edges[1:-1] - edges[:-2])",
      "falling = (edges[2:] - places) / (edges[2:] - edges[1:-1])",
      "filters = np.maximum(0, np.minimum(rising, falling)) * (places > 0)",
    ]
    if norm == .slaney {
      lines.append("hertz = 700 * np.expm1(edges / 1127)")
      lines.append("filters *= 2 / (hertz[2:] - hertz[:-2])")
    }
    return lines
  }
}

extension MelScale.Norm {
  var python: String { self == .slaney ? #""slaney""# : "None" }
}

extension Cepstrum.Norm {
  var python: String { self == .orthonormal ? #""ortho""# : "None" }
}

extension Bool {
  var python: String { self ? "True" : "False" }
}

extension ResamplingQuality {
  var pythonName: String {
    switch self {
    case .quick: "soxr_qq"
    case .low: "soxr_lq"
    case .medium: "soxr_mq"
    case .high: "soxr_hq"
    case .veryHigh: "soxr_vhq"
    }
  }
}
