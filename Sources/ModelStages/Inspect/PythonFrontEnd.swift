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
      library.imports + Self.samples(segment) + Self.emphasis(spectrogram) + library.bands
      + library.scaled + Self.affine(spectrogram) + library.cepstrum
      + Self.furtherSteps(spectrogram)
    self = .program(lines.joined(separator: "\n") + "\n")
  }

  private static func obstacle(_ settings: SpectrogramSettings) -> String? {
    if settings.framing == .windowWithin {
      return
        "only the window of a frame, not its transform, has to lie in the signal; see VGGish's "
        + "mel_features.py"
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
        channels.python,
        "y = librosa.resample(y, orig_sr=sr, \(target), fix=False)",
        padding == .zero
          ? "y = librosa.util.fix_length(y, size=\(settings.windowLength))"
          : "y = np.resize(y, \(settings.windowLength))",
      ]
    }
  }

  private static func emphasis(_ settings: SpectrogramSettings) -> [String] {
    guard settings.preEmphasis != 0 else { return [] }
    return ["y = y[1:] - np.float32(\(settings.preEmphasis)) * y[:-1]"]
  }

  private static func affine(_ settings: SpectrogramSettings) -> [String] {
    settings.affine.map { ["x = (x - \($0.mean)) / \($0.deviation)"] } ?? []
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

extension ChannelMix {
  /// `y`: of the shape `[frames, channels]` before, `[frames]` after.
  fileprivate var python: String {
    switch self {
    case .mean: "y = librosa.to_mono(y.T)"
    case .first, .left: "y = y[:, 0]"
    case .right: "y = y[:, min(1, y.shape[1] - 1)]"
    case .loudest: "y = y[:, np.argmax(np.var(y, axis=0))]"
    }
  }
}
