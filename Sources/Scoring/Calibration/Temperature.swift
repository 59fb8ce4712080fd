import Glibc

/// One number that makes a classifier's probabilities mean what they say: `softmax(logits / temperature)`.
/// Above 1 it was too sure of itself, below 1 not sure enough. Which class is the most probable stays.
///
/// Source: Guo and others (2017), On Calibration of Modern Neural Networks.
public struct Temperature: Equatable, Sendable {
  public let value: Double

  /// - Parameter value: above 0.
  public init(_ value: Double) {
    precondition(value > 0, "a temperature of \(value)")
    self.value = value
  }

  /// The one with the least log loss, between 1/20 and 20.
  ///
  /// - Parameters:
  ///   - probabilities: `[rows, classes]`, of rows that the classifier has not learned from.
  ///   - labels: The class index of each row.
  /// - Returns: nil for no rows.
  public init?(probabilities: [Double], labels: [Int], classCount: Int) {
    precondition(
      probabilities.count == labels.count * classCount, "each row needs a probability a class")
    guard !labels.isEmpty else { return nil }
    let logits = probabilities.map(Self.logit)
    // The loss is convex in the inverse, so that its slope has one zero.
    var (low, high) = (1 / 20.0, 20.0)
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if Self.slope(logits, labels, classCount, inverse: middle) > 0 {
        high = middle
      } else {
        low = middle
      }
    }
    value = 1 / (low * high).squareRoot()
  }

  /// Of the summed log loss by the inverse temperature: what the classifier expects of the logit, less what
  /// that of the truth is.
  private static func slope(
    _ logits: [Double], _ labels: [Int], _ classes: Int, inverse: Double
  ) -> Double {
    var slope = 0.0
    for (row, label) in labels.enumerated() {
      let own = logits[row * classes..<(row + 1) * classes]
      let highest = own.max()!
      var (weights, weighted) = (0.0, 0.0)
      for logit in own {
        let weight = exp(inverse * (logit - highest))
        weights += weight
        weighted += weight * logit
      }
      slope += weighted / weights - own[own.startIndex + label]
    }
    return slope
  }

  /// The probabilities at this temperature; they add up to 1.
  /// - Parameter probabilities: Of one row, by class.
  public func applied(to probabilities: [Double]) -> [Double] {
    let logits = probabilities.map { Self.logit($0) / value }
    let highest = logits.max()!
    let weights = logits.map { exp($0 - highest) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// Up to a constant of the row; of a probability that float32 has no number for, that of the smallest.
  private static func logit(_ probability: Double) -> Double {
    log(max(probability, Double(Float.leastNonzeroMagnitude)))
  }
}
