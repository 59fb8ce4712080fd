import Glibc

/// `torch.optim.lr_scheduler.OneCycleLR` with its standard values: from a 25th up in the first 30 % of
/// the steps or another share, then down to a 250,000th, along cosines (Smith and Topin 2018).
package struct OneCycle: LearningRateSchedule {
  package let highest: Double
  package let steps: Int
  private let rise: Double

  /// - Parameter rise: the share of the steps in which the rate goes up, torch's `pct_start`.
  package init(highest: Double, steps: Int, rise: Double = 0.3) {
    (self.highest, self.steps, self.rise) = (highest, steps, rise)
  }

  package func rate(at step: Int) -> Double {
    let first = highest / 25
    let last = first / 1e4
    let peak = rise * Double(steps) - 1
    let end = Double(steps - 1)
    return Double(step) <= peak
      ? cosine(from: first, to: highest, at: Double(step) / peak)
      : cosine(from: highest, to: last, at: (Double(step) - peak) / (end - peak))
  }

  private func cosine(from start: Double, to end: Double, at share: Double) -> Double {
    end + (start - end) / 2 * (1 + cos(.pi * (share.isFinite ? share : 1)))
  }
}
