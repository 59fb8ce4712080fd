import Numerics

/// A slow, irregular motion about 0, within ±1: wind, load, a hand that is not quite steady.
struct Wobble {
  private var first: Oscillator
  private var second: Oscillator
  private let step: Float
  private var value: Float = 0
  private var slope: Float = 0
  private var samplesToNextPoint = 0
  private static let spacing = 32

  /// - Parameter frequency: swings a second, about.
  init(frequency: Float, rate: Float, _ random: inout Philox) {
    first = Oscillator(phase: random.number(in: 0...0.999))
    second = Oscillator(phase: random.number(in: 0...0.999))
    step = frequency * Float(Self.spacing) / rate
    value = point()
  }

  @inline(__always)
  mutating func next() -> Float {
    if samplesToNextPoint == 0 {
      samplesToNextPoint = Self.spacing
      slope = (point() - value) / Float(Self.spacing)
    }
    samplesToNextPoint -= 1
    value += slope
    return value
  }

  private mutating func point() -> Float {
    // The golden ratio: the two never fall into step.
    0.5 * (first.sine(step) + second.sine(1.618034 * step))
  }
}
