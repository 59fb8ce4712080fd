import Manifest
import Scoring

/// How many unknown sounds a run's known ones catch, beside how many known ones of a tested fold they reject.
struct UnknownTest {
  private let unknown: ClipNovelty
  private let known: ClipNovelty

  /// - Parameter novelty: Of known clips, and unknown ones of these labels.
  init(_ novelty: ClipNovelty, unknown labels: Set<Int>) {
    unknown = novelty.only { labels.contains($0) }
    known = novelty.only { !labels.contains($0) }
  }

  init(known: ClipNovelty, unknown: ClipNovelty) {
    (self.known, self.unknown) = (known, unknown)
  }

  /// Each recording counting once.
  func scores(fold: Int, _ condition: Condition) -> FoldScores {
    var metrics = [
      "sounds": Double(unknown.distances.count),
      "recordings": Double(Set(unknown.recordings).count),
    ]
    metrics["auroc"] = ROCArea.value(
      scores: known.distances + unknown.distances,
      isPositive: known.distances.map { _ in false } + unknown.distances.map { _ in true },
      weights: RecordingWeights.values(known.recordings)
        + RecordingWeights.values(unknown.recordings))
    for (name, alpha) in [("10", 0.1), ("05", 0.05)] {
      metrics["caught_\(name)"] = unknown.rejectedShare(alpha: alpha)
      metrics["known_rejected_\(name)"] = known.rejectedShare(alpha: alpha)
    }
    // No prediction is recorded: what unknown sounds are taken for says nothing.
    return FoldScores(fold: fold, condition: condition, clips: 0, metrics: metrics, classes: [])
  }
}
