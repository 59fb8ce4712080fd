/// How strange a sound is, as the share of known sounds that are at least as strange: conformal p-values (Laxhammar
/// and Falkman 2010; Bates and others 2023).
///
/// Whoever rejects what has a p-value of `alpha` or less rejects that share of known sounds at most. The promise
/// holds where those that are asked about and those of the scores are exchangeable, and nothing that is compared
/// with was made from them. Slices of one recording are not exchangeable with those of others, so that one is drawn
/// of each.
public struct ConformalNovelty: Hashable, Sendable {
  /// How strange sounds are that are known, but that nothing is compared with; the least first.
  public let scores: [Double]

  public init(scores: [Double]) { self.scores = scores.sorted() }

  /// (1 + how many known sounds are at least as strange) / (1 + all), above 0 and at most 1.
  public func pValue(of score: Double) -> Double {
    let asStrange = scores.count { $0 >= score }
    return Double(1 + asStrange) / Double(1 + scores.count)
  }

  public func isRejected(_ score: Double, alpha: Double) -> Bool {
    // 1/10 is 0.1 or less.
    pValue(of: score) <= alpha + 1e-9
  }

  /// The share of sounds that are rejected. Each recording counts once, as the mean over its clips: what a clip
  /// drawn of it would give.
  ///
  /// - Returns: nil without a sound.
  public func rejectedShare(
    of scores: [Double], recordings: [String], alpha: Double
  ) -> Double? {
    guard !scores.isEmpty else { return nil }
    let weights = RecordingWeights.values(recordings)
    return zip(scores, weights).reduce(0) {
      isRejected($1.0, alpha: alpha) ? $0 + $1.1 : $0
    } / weights.reduce(0, +)
  }
}

/// What clips count where each recording counts once.
public enum RecordingWeights {
  /// One over the number of clips that a clip's recording has.
  public static func values(_ recordings: [String]) -> [Double] {
    let counts = Dictionary(recordings.map { ($0, 1) }, uniquingKeysWith: +)
    return recordings.map { 1 / Double(counts[$0]!) }
  }
}
