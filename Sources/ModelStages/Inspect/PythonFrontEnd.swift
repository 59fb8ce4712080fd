import Audio
import Configuration
import Spectrogram

/// The same front end in Python, where torchaudio or librosa has one.
package enum PythonFrontEnd: Equatable, Sendable {
  /// A program that gives `x`, the tensor of the first window of `clip.wav`.
  case program(String)
  /// Why there is none.
  case none(because: String)

  package init(_ segment: SegmentSettings, _ spectrogram: SpectrogramSettings) {
    if let reason = Self.obstacle(spectrogram) {
      self = .none(because: reason)
      return
    }
    let library: any PythonLibrary =
      spectrogram.precision == .single
      ? Torchaudio(segment, spectrogram) : Librosa(segment, spectrogram)
    let lines =
      library.imports + Self.samples(segment) + library.bands + library.scaled
      + Self.furtherSteps(spectrogram)
    self = .program(lines.joined(separator: "\n") + "\n")
  }

  private static func obstacle(_ settings: SpectrogramSettings) -> String? {
    if settings.framing == .windowWithin {
      return
        "only the window of a frame, not its transform, has to lie in the signal; see VGGish's "
        + "mel_features.py"
    }
    if case .mel(let scale) = settings.frequency, scale.formula == .vggish {
      return "the triangles are straight in mel; see VGGish's mel_features.py"
    }
    if settings.precision == .double, settings.normalized {
      return "librosa does not divide spectra by the window's norm"
    }
    return nil
  }

  /// `y`: mono, at the rate, one window long.
  private static func samples(_ settings: SegmentSettings) -> [String] {
    let quality = #"res_type="\#(settings.resampling.pythonName)""#
    let target = "target_sr=\(settings.sampleRate), \(quality)"
    switch (settings.padding, settings.channels) {
    case (.zero, .mean):
      return [
        #"y, _ = librosa.load("clip.wav", sr=\#(settings.sampleRate), \#(quality))"#,
        "y = librosa.util.fix_length(y, size=\(settings.windowLength))",
      ]
    case (let padding, let channels):
      // librosa.load may add a zero to the end, which would be repeated.
      return [
        #"y, sr = soundfile.read("clip.wav", dtype="float32", always_2d=True)"#,
        channels == .first ? "y = y[:, 0]" : "y = librosa.to_mono(y.T)",
        "y = librosa.resample(y, orig_sr=sr, \(target), fix=False)",
        padding == .zero
          ? "y = librosa.util.fix_length(y, size=\(settings.windowLength))"
          : "y = np.resize(y, \(settings.windowLength))",
      ]
    }
  }

  private static func furtherSteps(_ settings: SpectrogramSettings) -> [String] {
    var lines: [String] = []
    if let deltas = settings.deltas {
      let orders = (1...(deltas.includesSecond ? 2 : 1)).map {
        "librosa.feature.delta(x, width=\(deltas.width), order=\($0))"
      }
      lines.append("x = np.stack([x, \(orders.joined(separator: ", "))])")
    }
    if let size = settings.size {
      let added = settings.deltas == nil ? "[None, None]" : "[None]"
      let taken = settings.deltas == nil ? "[0, 0]" : "[0]"
      lines.append(
        """
        x = torch.nn.functional.interpolate(torch.from_numpy(x)\(added), \
        size=(\(size.height), \(size.width)), mode="bilinear", \
        antialias=\(size.isAntialiased.python))\(taken).numpy()
        """)
    }
    return lines
  }
}

private protocol PythonLibrary {
  var imports: [String] { get }
  /// `x` from `y`: power or magnitude, `[bands, frames]`.
  var bands: [String] { get }
  /// `x` as an array of numpy, scaled, and its cepstrum.
  var scaled: [String] { get }
}

private struct Torchaudio: PythonLibrary {
  let segment: SegmentSettings
  let settings: SpectrogramSettings

  init(_ segment: SegmentSettings, _ settings: SpectrogramSettings) {
    self.segment = segment
    self.settings = settings
  }

  var imports: [String] {
    ["import math, librosa, numpy as np, soundfile, torch, torchaudio"]
  }

  var bands: [String] {
    let window =
      settings.window.kind == .rectangular
      ? "window_fn=torch.ones"
      : "window_fn=torch.\(settings.window.kind.rawValue)_window, "
        + #"wkwargs={"periodic": \#((!settings.window.isSymmetric).python)}"#
    let framing =
      if case .centred(let padding) = settings.framing {
        #"center=True, pad_mode="\#(padding.rawValue)""#
      } else {
        "center=False"
      }
    let common = """
      n_fft=\(settings.fftSize), win_length=\(settings.windowLength ?? settings.fftSize), \
      hop_length=\(settings.hopLength), \(window), power=\(Double(settings.power.rawValue)), \
      normalized=\(settings.normalized.python), \(framing)
      """
    switch settings.frequency {
    case .linear:
      return ["x = torchaudio.transforms.Spectrogram(\(common))(torch.from_numpy(y))"]
    case .mel(let scale):
      let highest = scale.maximumFrequency ?? Double(segment.sampleRate) / 2
      return [
        """
        x = torchaudio.transforms.MelSpectrogram(sample_rate=\(segment.sampleRate), \(common), \
        n_mels=\(scale.bands), f_min=\(scale.minimumFrequency), f_max=\(highest), \
        mel_scale="\(scale.formula.rawValue)", norm=\(scale.norm.python))(torch.from_numpy(y))
        """
      ]
    }
  }

  var scaled: [String] {
    var lines: [String] =
      switch settings.scaling {
      case .linear: ["x = x.numpy()"]
      case .decibels(let decibels): [amplitudeToDB(decibels), "x = x.numpy()"]
      case .logarithm(let offset): ["x = torch.log(x + \(offset)).numpy()"]
      case .pcen(let pcen):
        ["x = x.numpy()", pcen.python(segment.sampleRate, hop: settings.hopLength)]
      }
    if let cepstrum = settings.cepstrum {
      let bands = settings.bandFrequencies(sampleRate: segment.sampleRate).count
      lines.append(
        "dct = torchaudio.functional.create_dct(\(cepstrum.count), \(bands), "
          + "norm=\(cepstrum.norm.python)).numpy()")
      lines.append("x = dct.T @ x")
      if cepstrum.lifter > 0 {
        lines.append(
          "x *= (1 + \(cepstrum.lifter) / 2 * np.sin(np.pi * np.arange(1, \(cepstrum.count + 1)) "
            + "/ \(cepstrum.lifter)))[:, None]")
      }
    }
    return lines
  }

  private func amplitudeToDB(_ decibels: Decibels) -> String {
    let reference =
      decibels.reference == .one
      ? "0.0" : "math.log10(max(\(decibels.floor), float(x.max())))"
    return """
      x = torchaudio.functional.amplitude_to_DB(x, multiplier=\(settings.power == .power ? 10.0 : 20.0), \
      amin=\(decibels.floor), db_multiplier=\(reference), \
      top_db=\(decibels.dynamicRange.map { "\($0)" } ?? "None"))
      """
  }
}

private struct Librosa: PythonLibrary {
  let segment: SegmentSettings
  let settings: SpectrogramSettings

  init(_ segment: SegmentSettings, _ settings: SpectrogramSettings) {
    self.segment = segment
    self.settings = settings
  }

  var imports: [String] {
    let torch = settings.size == nil ? "" : ", torch"
    let window =
      settings.window.isSymmetric ? ["from scipy.signal import get_window"] : []
    return ["import librosa, numpy as np, soundfile\(torch)"] + window
  }

  var bands: [String] {
    let length = settings.windowLength ?? settings.fftSize
    let kind = settings.window.kind == .rectangular ? "boxcar" : settings.window.kind.rawValue
    let window =
      settings.window.isSymmetric
      ? #"get_window("\#(kind)", \#(length), fftbins=False)"# : #""\#(kind)""#
    let framing =
      if case .centred(let padding) = settings.framing {
        #"center=True, pad_mode="\#(padding == .replicate ? "edge" : padding.rawValue)""#
      } else {
        "center=False"
      }
    let common = """
      n_fft=\(settings.fftSize), hop_length=\(settings.hopLength), win_length=\(length), \
      window=\(window), \(framing)
      """
    switch settings.frequency {
    case .linear:
      return ["x = np.abs(librosa.stft(y, \(common))) ** \(settings.power.rawValue)"]
    case .mel(let scale):
      let highest = scale.maximumFrequency ?? Double(segment.sampleRate) / 2
      return [
        """
        x = librosa.feature.melspectrogram(y=y, sr=\(segment.sampleRate), \(common), \
        power=\(Double(settings.power.rawValue)), n_mels=\(scale.bands), \
        fmin=\(scale.minimumFrequency), fmax=\(highest), htk=\((scale.formula == .htk).python), \
        norm=\(scale.norm.python))
        """
      ]
    }
  }

  var scaled: [String] {
    var lines: [String] =
      switch settings.scaling {
      case .linear: []
      case .decibels(let decibels): [toDecibels(decibels)]
      case .logarithm(let offset): ["x = np.log(x + \(offset))"]
      case .pcen(let pcen): [pcen.python(segment.sampleRate, hop: settings.hopLength)]
      }
    if let cepstrum = settings.cepstrum {
      lines.append(
        """
        x = librosa.feature.mfcc(S=x, n_mfcc=\(cepstrum.count), dct_type=2, \
        norm=\(cepstrum.norm.python), lifter=\(cepstrum.lifter))
        """)
    }
    return lines
  }

  private func toDecibels(_ decibels: Decibels) -> String {
    """
    x = librosa.\(settings.power == .power ? "power" : "amplitude")_to_db(x, \
    ref=\(decibels.reference == .one ? "1.0" : "np.max"), amin=\(decibels.floor), \
    top_db=\(decibels.dynamicRange.map { "\($0)" } ?? "None"))
    """
  }
}

extension PCEN {
  fileprivate func python(_ sampleRate: Int, hop: Int) -> String {
    """
    x = librosa.pcen(x * \(scale), sr=\(sampleRate), hop_length=\(hop), gain=\(gain), \
    bias=\(bias), power=\(exponent), time_constant=\(timeConstant), eps=\(epsilon))
    """
  }
}

extension MelScale.Norm {
  fileprivate var python: String { self == .slaney ? #""slaney""# : "None" }
}

extension Cepstrum.Norm {
  fileprivate var python: String { self == .orthonormal ? #""ortho""# : "None" }
}

extension Bool {
  fileprivate var python: String { self ? "True" : "False" }
}

extension ResamplingQuality {
  fileprivate var pythonName: String {
    switch self {
    case .quick: "soxr_qq"
    case .low: "soxr_lq"
    case .medium: "soxr_mq"
    case .high: "soxr_hq"
    case .veryHigh: "soxr_vhq"
    }
  }
}
