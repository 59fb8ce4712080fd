import Manifest
import Scoring

/// A figure of the predictions on a fold. A new one is a line in ``FoldMetric/all``: the manifest keeps
/// it as a row of `scores`, and `--json` prints it.
struct FoldMetric: Sendable {
  /// In the manifest and in JSON.
  let name: String
  /// The column's in the printed table; nil: it is not printed.
  var heading: String?
  let value: @Sendable (FoldPredictions) -> Double

  static let all = [
    FoldMetric(name: "accuracy", heading: "accuracy") { $0.scores.accuracy },
    FoldMetric(name: "balanced_accuracy", heading: "balanced") { $0.scores.balancedAccuracy },
    FoldMetric(name: "macro_precision") { $0.scores.macro.precision },
    FoldMetric(name: "macro_recall") { $0.scores.macro.recall },
    FoldMetric(name: "macro_f1", heading: "macro F1") { $0.scores.macro.f1 },
    FoldMetric(name: "log_loss", heading: "log loss") { $0.logLoss },
  ]

  static let printed = all.filter { $0.heading != nil }
}

/// A figure of a class on a fold.
struct ClassMetric: Sendable {
  let name: String
  let value: @Sendable (ClassificationScores, _ label: Int) -> Double

  static let all = [
    ClassMetric(name: "support") { Double($0.confusion.support(of: $1)) },
    ClassMetric(name: "precision") { $0.classes[$1].precision },
    ClassMetric(name: "recall") { $0.classes[$1].recall },
    ClassMetric(name: "f1") { $0.classes[$1].f1 },
  ]
}

/// What metrics are taken of.
struct FoldPredictions {
  let clips: ClipPredictions
  let scores: ClassificationScores
  let logLoss: Double

  /// Nil without a clip.
  init?(_ clips: ClipPredictions, classes: Int) {
    var confusion = ConfusionMatrix(classCount: classes)
    for clip in clips.rows { confusion.add(truth: clip.label, predicted: clip.predicted) }
    guard let scores = ClassificationScores(confusion),
      let logLoss = LogLoss.mean(
        probabilities: clips.rows.flatMap(\.probabilities), truth: clips.rows.map(\.label),
        classCount: classes)
    else { return nil }
    self.clips = clips
    self.scores = scores
    self.logLoss = logLoss
  }
}

extension FoldScores {
  /// Nil without a clip.
  init?(_ clips: ClipPredictions, fold: Int, _ condition: Condition, classes: Int) {
    guard let predictions = FoldPredictions(clips, classes: classes) else { return nil }
    self.init(
      fold: fold, condition: condition, clips: clips.rows.count,
      metrics: Dictionary(
        uniqueKeysWithValues: FoldMetric.all.map { ($0.name, $0.value(predictions)) }),
      classes: (0..<classes).map { label in
        ClassScores(
          label: label,
          metrics: Dictionary(
            uniqueKeysWithValues: ClassMetric.all.map {
              ($0.name, $0.value(predictions.scores, label))
            }))
      })
  }
}
