import Numerics

/// The sound earlier or later, by chance, as if it had been cut elsewhere: what leaves one end is lost, and
/// silence comes in at the other.
package struct TimeShift: SoundChange {
  /// Of its length.
  private let share: Double

  static let shares: [Double] = [0.1, 0.2, 0.3, 0.4, 0.5]

  package init(share: Double) {
    self.share = share
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    let shift = min(samples.count, Int((share * Double(samples.count)).rounded()))
    let silence = [Float](repeating: 0, count: shift)
    return draws.uniform(below: 2) == 0
      ? silence + samples.dropLast(shift) : samples.dropFirst(shift) + silence
  }
}
