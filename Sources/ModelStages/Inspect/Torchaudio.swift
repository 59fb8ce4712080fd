import Audio
import Spectrogram

/// The steps in torchaudio, in single precision.
struct Torchaudio: PythonLibrary {
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
    case .mel(let scale) where scale.formula == .vggish:
      return scale.straightInMel(segment.sampleRate, fftSize: settings.fftSize) + [
        "x = torchaudio.transforms.Spectrogram(\(common))(torch.from_numpy(y))",
        "x = torch.from_numpy(filters.astype(np.float32)) @ x",
      ]
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
    switch settings.scaling {
    case .linear: ["x = x.numpy()"]
    case .decibels(let decibels): [amplitudeToDB(decibels), "x = x.numpy()"]
    case .logarithm(let offset): ["x = torch.log(x + \(offset)).numpy()"]
    case .pcen(let pcen):
      ["x = x.numpy()", pcen.python(segment.sampleRate, hop: settings.hopLength)]
    }
  }

  var cepstrum: [String] {
    var lines: [String] = []
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
