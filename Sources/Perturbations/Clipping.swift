import Numerics

/// The loudest samples cut off, as by a recorder that was set too high.
package struct Clipping: SoundChange {
  /// Of the samples that are not zero.
  private let share: Double

  static let shares: [Double] = [0.01, 0.05, 0.1, 0.2, 0.4]

  package init(share: Double) {
    self.share = share
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    let magnitudes = samples.lazy.map(abs).filter { $0 > 0 }.sorted()
    guard !magnitudes.isEmpty else { return samples }
    let limit = magnitudes[Int((1 - share) * Double(magnitudes.count - 1))]
    return samples.map { min(max($0, -limit), limit) }
  }
}
