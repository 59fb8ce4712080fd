import Audio
import Numerics

/// What lossy coding leaves. Sounds at rates that Vorbis does not take stay as they are.
package struct Vorbis: SoundChange {
  private let quality: Double
  private let sampleRate: Int

  /// libsndfile's: 0.4 is what players take as good, 0 the lowest.
  static let qualities: [Double] = [0.4, 0.3, 0.2, 0.1, 0]

  package init(quality: Double, sampleRate: Int) {
    self.quality = quality
    self.sampleRate = sampleRate
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    VorbisCoding.coded(samples, sampleRate: sampleRate, quality: quality) ?? samples
  }
}
