/// The mean squared distance between probabilities and the truth, over all classes: 0 is perfect, 2 the worst.
public enum BrierScore {
  /// Equals scikit-learn's `brier_score_loss` of several classes.
  /// - Parameters:
  ///   - probabilities: `[clips, classes]`, row by row.
  ///   - truth: the class index of each clip.
  /// - Returns: nil for no clips.
  public static func mean(probabilities: [Double], truth: [Int], classCount: Int) -> Double? {
    precondition(
      probabilities.count == truth.count * classCount, "each clip needs a probability a class")
    guard !truth.isEmpty else { return nil }
    return truth.enumerated().map { clip, label in
      (0..<classCount).reduce(0.0) { sum, other in
        let distance = probabilities[clip * classCount + other] - (other == label ? 1 : 0)
        return sum + distance * distance
      }
    }.mean
  }
}
