import Glibc

/// The mean surprise at the truth, in nats: how much a prediction's confidence is worth.
public enum LogLoss {
  /// The mean of `-log p[truth]`, probabilities held within 2^-52 of 0 and 1.
  ///
  /// Equals scikit-learn's `log_loss` with `labels=range(classCount)` on float64.
  /// - Parameters:
  ///   - probabilities: `[clips, classes]`, row by row.
  ///   - truth: the class index of each clip.
  /// - Returns: nil for no clips.
  public static func mean(
    probabilities: [Double], truth: [Int], classCount: Int
  ) -> Double? {
    precondition(
      probabilities.count == truth.count * classCount, "each clip needs a probability a class")
    guard !truth.isEmpty else { return nil }
    let smallest = Double.ulpOfOne
    return truth.enumerated().map { clip, label in
      -log(min(max(probabilities[clip * classCount + label], smallest), 1 - smallest))
    }.mean
  }
}
