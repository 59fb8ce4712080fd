import Manifest
import Scoring

/// A figure of the predictions on a fold. A new one is a line in ``FoldMetric/ofAnyModel``: the manifest
/// keeps it as a row of `scores`, `--json` prints it, and folds that were tested without it are tested again.
struct FoldMetric: Sendable {
  /// In the manifest and in JSON.
  let name: String
  /// The column's in the printed table; nil: it is not printed.
  var heading: String?
  /// Nil where it cannot be taken.
  let value: @Sendable (FoldPredictions) -> Double?

  static let all = ofAnyModel + ofCalibratedModels

  static let ofAnyModel = [
    FoldMetric(name: "accuracy", heading: "accuracy") { $0.scores.accuracy },
    FoldMetric(name: "balanced_accuracy", heading: "balanced") { $0.scores.balancedAccuracy },
    FoldMetric(name: "macro_precision") { $0.scores.macro.precision },
    FoldMetric(name: "macro_recall") { $0.scores.macro.recall },
    FoldMetric(name: "macro_f1", heading: "macro F1") { $0.scores.macro.f1 },
    FoldMetric(name: "log_loss", heading: "log loss") { $0.raw.logLoss },
    FoldMetric(name: "brier") { $0.raw.brier },
    FoldMetric(name: "calibration_error") { $0.raw.calibration.plain },
    FoldMetric(name: "calibration_error_squared") { $0.raw.calibration.debiasedSquare },
    FoldMetric(name: "risk_coverage_area") { $0.raw.riskCoverageArea },
  ]

  /// Of those whose file says what makes their probabilities mean what they say.
  static let ofCalibratedModels = [
    FoldMetric(name: "temperature") { $0.temperature?.value },
    FoldMetric(name: "calibrated_log_loss") { $0.calibrated?.logLoss },
    FoldMetric(name: "calibrated_brier") { $0.calibrated?.brier },
    FoldMetric(name: "calibrated_calibration_error") { $0.calibrated?.calibration.plain },
    FoldMetric(name: "calibrated_calibration_error_squared") {
      $0.calibrated?.calibration.debiasedSquare
    },
    FoldMetric(name: "sets_90_coverage") { $0.sets(alpha: 0.1)?.coverage },
    FoldMetric(name: "sets_90_size") { $0.sets(alpha: 0.1)?.size },
    FoldMetric(name: "sets_95_coverage") { $0.sets(alpha: 0.05)?.coverage },
    FoldMetric(name: "sets_95_size") { $0.sets(alpha: 0.05)?.size },
    FoldMetric(name: "rejected_10") { $0.novelty?.rejectedShare(alpha: 0.1) },
    FoldMetric(name: "rejected_05") { $0.novelty?.rejectedShare(alpha: 0.05) },
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
  let raw: ProbabilityScores
  /// What the model's file says makes its probabilities mean what they say.
  let temperature: Temperature?
  /// At that temperature.
  let calibrated: ProbabilityScores?
  /// What the model's file says of sets of classes.
  private let conformal: ConformalSets?
  /// How far the clips are from the sounds that the model's file knows.
  let novelty: ClipNovelty?

  /// Sets that promise to hold the truth but for a share of `alpha`.
  func sets(alpha: Double) -> ConformalSets.Measurement? {
    conformal?.measure(
      clips.rows.map(\.probabilities), labels: clips.rows.map(\.label),
      recordings: clips.rows.map(\.recording), alpha: alpha)
  }

  /// Nil without a clip.
  init?(
    _ clips: ClipPredictions, classes: Int, temperature: Temperature?, conformal: ConformalSets?,
    novelty: ClipNovelty?
  ) {
    var confusion = ConfusionMatrix(classCount: classes)
    for clip in clips.rows { confusion.add(truth: clip.label, predicted: clip.predicted) }
    guard let scores = ClassificationScores(confusion),
      let raw = ProbabilityScores(clips)
    else { return nil }
    self.clips = clips
    self.scores = scores
    self.raw = raw
    self.temperature = temperature
    self.conformal = conformal
    self.novelty = novelty
    calibrated = temperature.flatMap { ProbabilityScores(clips.at($0)) }
  }
}

/// How much probabilities are worth.
struct ProbabilityScores {
  let logLoss: Double
  let brier: Double
  let calibration: CalibrationError
  let riskCoverageArea: Double

  /// Nil without a clip.
  init?(_ clips: ClipPredictions) {
    let (rows, labels) = (clips.rows, clips.rows.map(\.label))
    guard let classes = rows.first?.probabilities.count else { return nil }
    let probabilities = rows.flatMap(\.probabilities)
    logLoss = LogLoss.mean(probabilities: probabilities, truth: labels, classCount: classes)!
    brier = BrierScore.mean(probabilities: probabilities, truth: labels, classCount: classes)!
    let confidences = rows.map { $0.probabilities[$0.predicted] }
    let areRight = rows.map { $0.predicted == $0.label }
    calibration = CalibrationError(confidences: confidences, areRight: areRight)!
    riskCoverageArea = RiskCoverage(confidences: confidences, areRight: areRight)!.area
  }
}

extension FoldScores {
  /// What every test has.
  static let metricNames = FoldMetric.ofAnyModel.map(\.name) + ClassMetric.all.map(\.name)

  /// Nil without a clip.
  init?(
    _ clips: ClipPredictions, fold: Int, _ condition: Condition, classes: Int,
    temperature: Temperature?, conformal: ConformalSets?, novelty: ClipNovelty?
  ) {
    guard
      let predictions = FoldPredictions(
        clips, classes: classes, temperature: temperature, conformal: conformal, novelty: novelty)
    else { return nil }
    self.init(
      fold: fold, condition: condition, clips: clips.rows.count,
      metrics: Dictionary(
        uniqueKeysWithValues: FoldMetric.all.compactMap { metric in
          metric.value(predictions).map { (metric.name, $0) }
        }),
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
