import Glibc

/// Whether two classifiers err equally often on the same, independent clips.
///
/// Source: McNemar (1947), Note on the Sampling Error of the Difference Between Correlated
/// Proportions; the exact binomial form.
public struct McNemarTest: Equatable, Sendable {
  /// Clips that only the first classifier got right.
  public let onlyFirst: Int
  /// Clips that only the second got right.
  public let onlySecond: Int
  /// The two-sided probability of so uneven a split by chance.
  public let probability: Double

  public init(onlyFirst: Int, onlySecond: Int) {
    precondition(onlyFirst >= 0 && onlySecond >= 0, "counts of clips are not negative")
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
    let count = onlyFirst + onlySecond
    // In logarithms, since 2^-count is too small to hold for a large data set.
    let tail = (0...min(onlyFirst, onlySecond)).reduce(0.0) { sum, hits in
      sum
        + exp(
          lgamma(Double(count + 1)) - lgamma(Double(hits + 1)) - lgamma(Double(count - hits + 1))
            - Double(count) * M_LN2)
    }
    probability = min(1, 2 * tail)
  }

  /// - Parameters:
  ///   - first: for each clip, whether the first classifier was right.
  ///   - second: the same of the second, clip by clip.
  public init(first: [Bool], second: [Bool]) {
    precondition(first.count == second.count, "each clip needs both classifiers' outcome")
    self.init(
      onlyFirst: zip(first, second).count { $0 && !$1 },
      onlySecond: zip(first, second).count { !$0 && $1 })
  }
}
