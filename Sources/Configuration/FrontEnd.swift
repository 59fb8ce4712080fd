import Audio
import Spectrogram

/// A published front end, which gives `segment` and `spectrogram` their defaults.
package enum FrontEnd: String, CaseIterable, Sendable {
  case torchaudio, librosa, vggish, panns

  var segment: SegmentSettings {
    switch self {
    case .torchaudio: .torchaudio
    case .librosa: .librosa
    case .vggish: .vggish
    case .panns: .panns
    }
  }

  var spectrogram: SpectrogramSettings {
    switch self {
    case .torchaudio: .torchaudio
    case .librosa: .librosa
    case .vggish: .vggish
    case .panns: .panns
    }
  }
}
