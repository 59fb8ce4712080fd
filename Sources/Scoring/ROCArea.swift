/// The area below a curve of true positives by false positives: how often a score is higher for what it is to find
/// than for what it is not, ties by half. It equals scikit-learn's `roc_auc_score`, with `sample_weight`.
public enum ROCArea {
  /// - Parameter weights: What each counts; nil: all alike.
  /// - Returns: nil where there is nothing of one of both kinds.
  public static func value(
    scores: [Double], isPositive: [Bool], weights: [Double]? = nil
  ) -> Double? {
    precondition(scores.count == isPositive.count, "each has a score")
    let weights = weights ?? scores.map { _ in 1 }
    var (below, area, positives) = (0.0, 0.0, 0.0)
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    for step in order.chunked(by: { scores[$0] }) {
      func weight(_ kind: Bool) -> Double {
        step.reduce(0) { isPositive[$1] == kind ? $0 + weights[$1] : $0 }
      }
      area += weight(true) * (below + weight(false) / 2)
      below += weight(false)
      positives += weight(true)
    }
    return below > 0 && positives > 0 ? area / (below * positives) : nil
  }
}

extension [Int] {
  /// Neighbours with the same value together.
  fileprivate func chunked(by value: (Int) -> Double) -> [[Int]] {
    var chunks: [[Int]] = []
    for element in self {
      if let last = chunks.last?.last, value(last) == value(element) {
        chunks[chunks.count - 1].append(element)
      } else {
        chunks.append([element])
      }
    }
    return chunks
  }
}
