/// Sets of classes that hold the truth with a probability that is promised: split conformal prediction with the
/// score 1 − probability of the truth (Vovk and others 2005; Sadinle, Lei and Wasserman 2019, "LAC").
///
/// The promise holds where clips that are asked about and those of the scores are exchangeable, and the classifier
/// has learned from neither. Slices of one recording are not exchangeable with those of others, so that one is drawn
/// of each.
public struct ConformalSets: Hashable, Sendable {
  /// 1 − the probability of the truth of clips that were kept from learning, the lowest first.
  public let scores: [Double]

  public init(scores: [Double]) { self.scores = scores.sorted() }

  /// The least probability of a class in the set; below 0 where there are too few scores for the promise, so that
  /// the set is of all classes.
  ///
  /// - Parameter alpha: How often the truth may be missing at most, between 0 and 1.
  public func leastProbability(alpha: Double) -> Double {
    let rank = (Double(scores.count + 1) * (1 - alpha) - 1e-9).rounded(.up)
    return Int(rank) > scores.count ? -1 : 1 - scores[max(0, Int(rank) - 1)]
  }

  /// Whether each class is in the set; the likeliest one always is, which takes nothing from the promise.
  public func set(of probabilities: [Double], alpha: Double) -> [Bool] {
    let least = min(leastProbability(alpha: alpha), probabilities.max() ?? 0)
    return probabilities.map { $0 >= least }
  }

  /// Sets as they turned out.
  public struct Measurement: Hashable, Sendable {
    /// The share of sets that hold the truth.
    public let coverage: Double
    /// The mean number of classes in a set.
    public let size: Double
  }

  /// What came of the promise for clips with these labels. Each recording counts once, as the mean over its clips:
  /// what a clip drawn of it would give.
  ///
  /// - Parameter probabilities: Of each clip, by class.
  /// - Returns: nil without a clip.
  public func measure(
    _ probabilities: [[Double]], labels: [Int], recordings: [String], alpha: Double
  ) -> Measurement? {
    let clips = Dictionary(grouping: probabilities.indices) { recordings[$0] }
    guard !clips.isEmpty else { return nil }
    var (coverage, size) = (0.0, 0.0)
    for members in clips.values {
      let sets = members.map { set(of: probabilities[$0], alpha: alpha) }
      let holding = zip(members, sets).count { $1[labels[$0]] }
      coverage += Double(holding) / Double(members.count)
      size += Double(sets.joined().count { $0 }) / Double(members.count)
    }
    return Measurement(
      coverage: coverage / Double(clips.count), size: size / Double(clips.count))
  }
}
