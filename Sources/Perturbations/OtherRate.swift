import Audio
import Numerics

/// The sound as recorded at a lower rate. Where its own is not higher, it stays as it is.
package struct OtherRate: SoundChange {
  private let rate: Int
  private let sampleRate: Int

  /// In Hz.
  static let rates = [16_000, 11_025, 8_000, 5_500, 4_000]

  package init(_ rate: Int, sampleRate: Int) {
    self.rate = rate
    self.sampleRate = sampleRate
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    guard rate < sampleRate else { return samples }
    let low = Resampler.resampled(samples, from: sampleRate, to: rate)
    let again = Resampler.resampled(low, from: rate, to: sampleRate)
    return Array(again.prefix(samples.count))
      + [Float](repeating: 0, count: max(0, samples.count - again.count))
  }
}
