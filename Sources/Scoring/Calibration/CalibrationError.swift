/// How far a classifier's confidence, the probability of the class that it names, lies from the share of such
/// answers that is right.
public struct CalibrationError: Equatable, Sendable {
  /// Answers of about the same confidence.
  public struct Bin: Equatable, Sendable {
    public let count: Int
    /// Their mean confidence.
    public let confidence: Double
    /// The share of them that is right.
    public let accuracy: Double
  }

  /// Of about as many answers each, by confidence; equal ones may lie in two.
  public let bins: [Bin]

  /// - Parameters:
  ///   - confidences: Of each answer.
  ///   - areRight: Whether it is.
  /// - Returns: nil for no answers.
  public init?(confidences: [Double], areRight: [Bool], bins wanted: Int = 15) {
    precondition(confidences.count == areRight.count, "each answer has a confidence")
    precondition(wanted > 0, "answers are put in bins")
    guard !confidences.isEmpty else { return nil }
    let order = confidences.indices.sorted { (confidences[$0], $0) < (confidences[$1], $1) }
    let count = min(wanted, order.count)
    bins = (0..<count).map { bin in
      let members = order[order.count * bin / count..<order.count * (bin + 1) / count]
      return Bin(
        count: members.count, confidence: members.map { confidences[$0] }.mean,
        accuracy: members.map { areRight[$0] ? 1.0 : 0 }.mean)
    }
  }

  /// The mean distance, as most papers have it (expected calibration error). It is above 0 by chance alone.
  public var plain: Double { weighted { abs($0.confidence - $0.accuracy) } }

  /// The mean squared distance, less what chance alone makes of it in so many answers; around 0, below it
  /// too, where confidence is right.
  ///
  /// Source: Kumar, Liang and Ma (2019), Verified Uncertainty Calibration (`unbiased_l2_ce` of their library).
  public var debiasedSquare: Double {
    weighted { bin in
      let distance = bin.confidence - bin.accuracy
      let chance =
        bin.count > 1 ? bin.accuracy * (1 - bin.accuracy) / Double(bin.count - 1) : 0
      return distance * distance - chance
    }
  }

  private func weighted(_ value: (Bin) -> Double) -> Double {
    let count = Double(bins.reduce(0) { $0 + $1.count })
    return bins.reduce(0) { $0 + Double($1.count) / count * value($1) }
  }
}
