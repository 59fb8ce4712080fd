import Glibc
import Numerics

/// What a sound designer draws: pitches, times and levels in ranges.
extension Philox {
  mutating func number(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * Float(uniform())
  }

  /// A number whose logarithm is evenly distributed: for frequencies and times, which the ear
  /// compares by their ratio.
  mutating func logarithmic(in range: ClosedRange<Float>) -> Float {
    range.lowerBound * powf(range.upperBound / range.lowerBound, Float(uniform()))
  }

  mutating func happens(_ probability: Double) -> Bool {
    uniform() < probability
  }

  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[uniform(below: elements.count)]
  }

  /// One of the values, as often as its weight says.
  mutating func choice<Value>(_ weighted: [(value: Value, weight: Int)]) -> Value {
    var rest = uniform(below: weighted.reduce(0) { $0 + $1.weight })
    for (value, weight) in weighted {
      if rest < weight { return value }
      rest -= weight
    }
    preconditionFailure("the weights' sum is above every draw")
  }
}

func amplitude(decibels: Float) -> Float {
  powf(10, decibels / 20)
}
