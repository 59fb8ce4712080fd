import Networks

/// The learning rate of each step.
package protocol LearningRateSchedule: Sendable {
  /// - Parameter step: counts from 0.
  func rate(at step: Int) -> Double
}

extension TrainingSettings {
  /// - Parameter steps: of the whole training.
  func learningRateSchedule(steps: Int) -> any LearningRateSchedule {
    func decay(_ shape: Decay.Shape) -> Decay {
      let rise = Int(((warmUp ?? 0) * Double(steps)).rounded())
      return Decay(shape, highest: learningRate, warmUp: rise, steps: steps)
    }
    switch schedule {
    case .oneCycle:
      return OneCycle(highest: learningRate, steps: steps, rise: warmUp ?? 0.3)
    case .constant: return decay(.constant)
    case .linear: return decay(.line)
    case .cosine: return decay(.cosine)
    }
  }
}
