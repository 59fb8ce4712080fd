import Glibc

/// Up from 0 along a line, then down to 0, as `get_linear_schedule_with_warmup` and
/// `get_cosine_schedule_with_warmup` of Hugging Face's transformers have it.
package struct Decay: LearningRateSchedule {
  package enum Shape: Sendable {
    case constant, line, cosine
  }

  package let shape: Shape
  package let highest: Double
  /// Of the rise.
  package let warmUp: Int
  package let steps: Int

  package init(_ shape: Shape, highest: Double, warmUp: Int, steps: Int) {
    (self.shape, self.highest, self.warmUp, self.steps) = (shape, highest, warmUp, steps)
  }

  package func rate(at step: Int) -> Double {
    if step < warmUp { return highest * Double(step) / Double(warmUp) }
    let share = Double(step - warmUp) / Double(max(steps - warmUp, 1))
    switch shape {
    case .constant: return highest
    case .line: return highest * (1 - share)
    case .cosine: return highest / 2 * (1 + cos(.pi * share))
    }
  }
}
