import Numerics

/// The sound faster or slower, by chance, at the same pitch.
package struct TimeStretch: SoundChange {
  private let factor: Double

  static let factors: [Double] = [1.05, 1.1, 1.2, 1.35, 1.5]

  package init(factor: Double) {
    self.factor = factor
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    PhaseVocoder.stretched(samples, rate: draws.uniform(below: 2) == 0 ? factor : 1 / factor)
  }
}
