import Glibc
import Networks

/// The learning rate of each step.
package struct LearningRateSchedule: Sendable {
  package let kind: TrainingSettings.Schedule
  package let highest: Double
  package let steps: Int

  package init(_ kind: TrainingSettings.Schedule, highest: Double, steps: Int) {
    self.kind = kind
    self.highest = highest
    self.steps = steps
  }

  /// - Parameter step: counts from 0.
  package func rate(at step: Int) -> Double {
    switch kind {
    case .constant: highest
    case .oneCycle: oneCycle(at: step)
    }
  }

  /// `torch.optim.lr_scheduler.OneCycleLR` with its standard values: from a 25th up in the first
  /// 30 % of the steps, then down to a 250,000th (Smith and Topin 2018).
  private func oneCycle(at step: Int) -> Double {
    let first = highest / 25
    let last = first / 1e4
    let peak = 0.3 * Double(steps) - 1
    let end = Double(steps - 1)
    return Double(step) <= peak
      ? cosine(from: first, to: highest, at: Double(step) / peak)
      : cosine(from: highest, to: last, at: (Double(step) - peak) / (end - peak))
  }

  private func cosine(from start: Double, to end: Double, at share: Double) -> Double {
    end + (start - end) / 2 * (1 + cos(.pi * (share.isFinite ? share : 1)))
  }
}
