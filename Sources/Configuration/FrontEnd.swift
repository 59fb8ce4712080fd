import Audio
import Spectrogram

/// A published front end, which gives `segment` and `spectrogram` their defaults.
package enum FrontEnd: String, CaseIterable, Sendable {
  case torchaudio, librosa, vggish, panns, efficientat

  var segment: SegmentSettings {
    switch self {
    case .torchaudio: .torchaudio
    case .librosa: .librosa
    case .vggish: .vggish
    case .panns: .panns
    case .efficientat: .efficientat
    }
  }

  var spectrogram: SpectrogramSettings {
    switch self {
    case .torchaudio: .torchaudio
    case .librosa: .librosa
    case .vggish: .vggish
    case .panns: .panns
    case .efficientat: .efficientat
    }
  }

  /// How far below a clip's largest value the first colour of its preview lies: some 80 dB in the
  /// spectrogram's own unit, where that is known to differ.
  var previewRange: Float { self == .efficientat ? 3.5 : 80 }
}
