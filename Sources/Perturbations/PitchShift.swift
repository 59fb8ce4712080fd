import Audio
import Glibc
import Numerics

/// The sound higher or lower, by chance, at the same length: `librosa.effects.pitch_shift`.
package struct PitchShift: SoundChange {
  private let semitones: Double
  private let sampleRate: Int

  static let steps: [Double] = [1, 2, 3, 5, 8]

  package init(semitones: Double, sampleRate: Int) {
    self.semitones = semitones
    self.sampleRate = sampleRate
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    shifted(samples, by: draws.uniform(below: 2) == 0 ? semitones : -semitones)
  }

  /// As many samples, higher by so many semitones, or lower.
  package func shifted(_ samples: [Float], by semitones: Double) -> [Float] {
    let rate = pow(2, -semitones / 12)
    let stretched = PhaseVocoder.stretched(samples, rate: rate)
    // Played at the rate at which it lasts as long as before, to a thousandth of a hertz.
    let played = Int((1_000 * Double(sampleRate) / rate).rounded())
    let shifted = Resampler.resampled(stretched, from: played, to: 1_000 * sampleRate)
    return Array(shifted.prefix(samples.count))
      + [Float](repeating: 0, count: max(0, samples.count - shifted.count))
  }
}
