/// From which score on a clip is best taken for a class.
public enum F1Threshold {
  /// The threshold with the highest F1, in the middle between the score that it takes and the next below; of
  /// several the highest.
  ///
  /// - Parameters:
  ///   - scores: Of clips that the classifier has not learned from, 0 to 1.
  ///   - isOfClass: Whether each is of the class.
  ///   - least: So many clips of the class are needed at least.
  /// - Returns: nil where there are fewer.
  public static func best(scores: [Double], isOfClass: [Bool], least: Int = 5) -> Double? {
    precondition(scores.count == isOfClass.count, "each clip has a score")
    let total = isOfClass.count { $0 }
    guard total >= max(1, least) else { return nil }
    let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    var best = (f1: -1.0, threshold: 1.0)
    var hits = 0
    for (place, clip) in order.enumerated() {
      hits += isOfClass[clip] ? 1 : 0
      let next = place + 1 < order.count ? scores[order[place + 1]] : 0
      // Clips of one score stand or fall together.
      guard next < scores[clip] || place + 1 == order.count else { continue }
      let f1 = Double(2 * hits) / Double(place + 1 + total)
      if f1 > best.f1 { best = (f1, (scores[clip] + next) / 2) }
    }
    return best.threshold
  }
}
