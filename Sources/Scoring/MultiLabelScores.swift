import Numerics

/// The figures of a classifier of several labels a clip: each class's average precision and their mean, with
/// intervals for which recordings are drawn again.
public struct MultiLabelScores: Sendable {
  /// Nil for a class that is heard nowhere.
  public let classes: [Double?]
  /// Over the classes that are heard somewhere: scikit-learn's `average_precision_score`, `macro`.
  public let mean: Double
  /// The 95 % interval of the mean; nil where hardly any draw had a class in it.
  public let interval: ConfidenceInterval?

  /// The same seed gives the same interval.
  ///
  /// - Parameters:
  ///   - probabilities: `[clips, classes]`
  ///   - labels: The classes that are heard in each clip.
  ///   - recordings: What each clip was cut from.
  /// - Returns: nil where nothing is heard in any.
  public init?(
    probabilities: [Double], labels: [[Int]], classCount: Int, recordings: [String],
    replicates: Int = 1_000, seed: UInt64 = 1
  ) {
    precondition(
      probabilities.count == labels.count * classCount, "each clip has a probability a class")
    let curves = (0..<classCount).map { label in
      AveragePrecision(
        scores: labels.indices.map { probabilities[$0 * classCount + label] },
        isOfClass: labels.map { $0.contains(label) })
    }
    classes = curves.map(\.value)
    let heard = classes.compactMap(\.self)
    guard !heard.isEmpty else { return nil }
    mean = heard.mean
    let places = Dictionary(
      uniqueKeysWithValues: Set(recordings).sorted().enumerated().map { ($1, $0) })
    let recordingOfClip = recordings.map { places[$0]! }
    let draws = (0..<replicates).compactMap { replicate -> Double? in
      var random = Philox(seed: seed, purpose: "recordings", epoch: replicate)
      var counts = [Int](repeating: 0, count: places.count)
      for _ in 0..<places.count { counts[random.uniform(below: places.count)] += 1 }
      let values = curves.compactMap { $0.value { counts[recordingOfClip[$0]] } }
      return values.isEmpty ? nil : values.mean
    }.sorted()
    interval =
      draws.count * 2 < replicates
      ? nil : ConfidenceInterval(lower: draws.quantile(0.025), upper: draws.quantile(0.975))
  }
}
