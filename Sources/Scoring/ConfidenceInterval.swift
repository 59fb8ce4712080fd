/// Where a figure may lie, given the sample it came from.
public struct ConfidenceInterval: Equatable, Sendable {
  public let lower: Double
  public let upper: Double

  package init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The 95 % score interval of a share: what accuracy says about more clips of the same kind, each
  /// independent of the others. Clips of one recording are not: see `PairedBootstrap`.
  ///
  /// Source: Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference.
  public static func wilson(_ successes: Int, of trials: Int) -> ConfidenceInterval {
    precondition(0...trials ~= successes, "\(successes) successes of \(trials)")
    guard trials > 0 else { return ConfidenceInterval(lower: 0, upper: 1) }
    let quantile = 1.959963984540054
    let count = Double(trials)
    let share = Double(successes) / count
    let square = quantile * quantile
    let centre = (share + square / (2 * count)) / (1 + square / count)
    let reach =
      quantile / (1 + square / count)
      * (share * (1 - share) / count + square / (4 * count * count)).squareRoot()
    return ConfidenceInterval(lower: max(0, centre - reach), upper: min(1, centre + reach))
  }
}
