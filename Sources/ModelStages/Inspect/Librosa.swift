import Audio
import Spectrogram

/// The steps in librosa, in double precision.
struct Librosa: PythonLibrary {
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
    case .mel(let scale) where scale.formula == .vggish:
      return scale.straightInMel(segment.sampleRate, fftSize: settings.fftSize) + [
        "x = filters @ np.abs(librosa.stft(y, \(common))) ** \(settings.power.rawValue)"
      ]
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
    switch settings.scaling {
    case .linear: []
    case .decibels(let decibels): [toDecibels(decibels)]
    case .logarithm(let offset): ["x = np.log(x + \(offset))"]
    case .pcen(let pcen): [pcen.python(segment.sampleRate, hop: settings.hopLength)]
    }
  }

  var cepstrum: [String] {
    settings.cepstrum.map { cepstrum in
      [
        """
        x = librosa.feature.mfcc(S=x, n_mfcc=\(cepstrum.count), dct_type=2, \
        norm=\(cepstrum.norm.python), lifter=\(cepstrum.lifter))
        """
      ]
    } ?? []
  }

  private func toDecibels(_ decibels: Decibels) -> String {
    """
    x = librosa.\(settings.power == .power ? "power" : "amplitude")_to_db(x, \
    ref=\(decibels.reference == .one ? "1.0" : "np.max"), amin=\(decibels.floor), \
    top_db=\(decibels.dynamicRange.map { "\($0)" } ?? "None"))
    """
  }
}
