import Glibc
import Numerics

/// The sound fainter, as from farther away or through a worse microphone.
package struct Gain: SoundChange {
  private let factor: Float

  static let steps: [Double] = [-6, -12, -18, -24, -30]

  package init(decibels: Double) {
    factor = Float(pow(10, decibels / 20))
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    samples.map { $0 * factor }
  }
}
