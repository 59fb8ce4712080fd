import Fourier
import Glibc
import Numerics

/// Noise added at a ratio of the sound's power to its own, both over the frames in which there is sound.
/// Silence stays silent, for it has no ratio to any noise.
package struct AddedNoise: SoundChange {
  package enum Kind: Sendable {
    case white
    /// 3 dB less each octave, from 20 cycles a second at 22,050 Hz on.
    case pink
    /// One of these, from a place in it on, again and again where it is the shorter.
    case recordings([[Float]])
  }

  private let kind: Kind
  /// In decibels.
  private let ratio: Double

  static let ratios: [Double] = [20, 15, 10, 5, 0]

  package init(_ kind: Kind, ratio: Double) {
    self.kind = kind
    self.ratio = ratio
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    let level = ActiveLevel(samples)
    guard level.power > 0 else { return samples }
    let noise = noise(count: samples.count, &draws)
    // A recording may be silent just where the sound is.
    let power = [level.frames, [noise.indices]].lazy
      .map { ActiveLevel.power(of: noise, over: $0) }.first { $0 > Self.faintest }
    guard let power else { return samples }
    let factor = Float((level.power / power * pow(10, -ratio / 10)).squareRoot())
    return zip(samples, noise).map { $0 + factor * $1 }
  }

  /// Less is silence: 120 dB below full scale.
  package static let faintest = 1e-12

  private func noise(count: Int, _ draws: inout Philox) -> [Float] {
    switch kind {
    case .white: return Self.white(count, &draws)
    case .pink:
      return SpectralFilter.filtered(Self.white(count, &draws), room: 0) { frequency in
        frequency > 0 ? min(1, (Self.lowest / frequency).squareRoot()) : 0
      }
    case .recordings(let recordings):
      guard !recordings.isEmpty else { return [Float](repeating: 0, count: count) }
      let recording = recordings[draws.uniform(below: recordings.count)]
      let start = draws.uniform(below: max(1, recording.count))
      return (0..<count).map { recording[(start + $0) % recording.count] }
    }
  }

  /// Below it, in cycles a sample, pink noise is white.
  private static let lowest = 20.0 / 22_050

  private static func white(_ count: Int, _ draws: inout Philox) -> [Float] {
    (0..<count).map { _ in Float(draws.normal()) }
  }
}
