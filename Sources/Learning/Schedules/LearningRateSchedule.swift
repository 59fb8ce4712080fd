import Networks

/// The learning rate of each step.
package protocol LearningRateSchedule: Sendable {
  /// - Parameter step: counts from 0.
  func rate(at step: Int) -> Double
}

extension TrainingSettings {
  /// - Parameter steps: of the whole training.
  func learningRateSchedule(steps: Int) -> any LearningRateSchedule {
    switch schedule {
    case .constant: ConstantRate(rate: learningRate)
    case .oneCycle: OneCycle(highest: learningRate, steps: steps)
    }
  }
}

/// The same rate for every step.
package struct ConstantRate: LearningRateSchedule {
  package let rate: Double

  package init(rate: Double) { self.rate = rate }

  package func rate(at step: Int) -> Double { rate }
}
