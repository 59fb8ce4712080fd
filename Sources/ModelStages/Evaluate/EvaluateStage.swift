import Cache
import Configuration
import DataStages
import Digests
import Learning
import Manifest
import Pipeline
import Scoring
import TensorFiles

/// Tests each run on the folds that it has not seen, and says what came of it and under which protocol.
///
/// Reads: checkpoints, and the tensors of the test folds. Gives: predictions and scores in the
/// manifest, and the confusion matrix as a picture. Always: a clip's prediction is the mean over its
/// segments, and no fold is tested that the run was trained on.
package struct EvaluateStage: Stage {
  package let name = "evaluate"
  private let folds: FoldSelection

  package init(folds: FoldSelection) {
    self.folds = folds
  }

  package func plan(in context: StageContext) throws -> EvaluatePlan {
    try EvaluatePlan(folds, in: context)
  }

  package func carryOut(
    _ plan: EvaluatePlan, in context: StageContext, stageRun: Int64
  ) throws -> StageRunSummary {
    var summary = StageRunSummary(ran: 0, hit: plan.summary.upToDate, failed: 0)
    let examples = plan.items.isEmpty ? [] : try context.examples()
    for item in plan.items where !Interruption.isRequested {
      let test = FoldTest(item, examples, classes: plan.identities.classes, in: context)
      let (scores, predictions) = try test.carryOut()
      try context.manifest.record(scores, predictions, of: item.run.id, key: item.key)
      summary.ran += 1
      context.reporter.advance(done: 1)
    }
    if !Interruption.isRequested {
      try ConfusionPicture(plan, in: context, stageRun: stageRun).file()
    }
    return summary
  }

  package func report(
    _ plan: EvaluatePlan, _ summary: StageRunSummary, in context: StageContext
  ) throws {
    try EvaluationReport(plan, in: context).print()
  }
}

/// A run's predictions on a fold, and their scores.
private struct FoldTest {
  private let item: EvaluateItem
  private let context: StageContext
  private let examples: [Example]
  private let classes: [String]

  init(
    _ item: EvaluateItem, _ examples: [Example], classes: [String], in context: StageContext
  ) {
    self.item = item
    self.context = context
    self.examples = examples.filter { $0.fold == item.fold }
    self.classes = classes
  }

  func carryOut() throws -> (FoldScores, [PredictionRecord]) {
    let probabilities = try segmentProbabilities()
    let clips = ClipPredictions(examples, probabilities, classes: classes.count)
    var confusion = ConfusionMatrix(classCount: classes.count)
    for clip in clips.rows { confusion.add(truth: clip.label, predicted: clip.predicted) }
    guard let scores = ClassificationScores(confusion),
      let logLoss = LogLoss.mean(
        probabilities: clips.rows.flatMap(\.probabilities), truth: clips.rows.map(\.label),
        classCount: classes.count)
    else { throw StageError.notRendered(what: "of fold \(item.fold)") }
    return (
      FoldScores(fold: item.fold, scores, logLoss: logLoss),
      clips.rows.map { PredictionRecord($0, classes: classes) }
    )
  }

  /// `[segments, classes]`
  private func segmentProbabilities() throws -> [Float] {
    let path = context.store.absolutePath(of: item.run.checkpoint!.object, .checkpoint)
    let checkpoint = try SafetensorsFile(contentsOf: path)
    let contender = Contender(named: item.run.network)
    if contender != .duration {
      try ModelFrontEnd(checkpoint, path: path)?.check(FrontEndCard(context.configuration))
    }
    let shape = context.configuration.tensorShape
    let reader = TensorReader(examples, shape: shape, store: context.store)
    switch contender {
    case .network:
      let evaluation = context.configuration.evaluation
      return try Classifier(
        checkpoint: checkpoint, bands: shape.bands, frames: shape.frames,
        batchSize: min(evaluation.batchSize, max(1, examples.count)),
        precision: evaluation.precision, threads: context.configuration.training.threads
      ).probabilities(clips: examples.count, read: reader.read)
    case .linear:
      return try RidgeBaseline(checkpoint).probabilities(
        clips: examples.count, frames: shape.frames, read: reader.read)
    case .duration:
      return try DurationBaseline(checkpoint).probabilities(seconds: examples.map(\.seconds))
    }
  }
}

extension FoldScores {
  fileprivate init(fold: Int, _ scores: ClassificationScores, logLoss: Double) {
    let confusion = scores.confusion
    self.init(
      fold: fold, clips: confusion.total, accuracy: scores.accuracy,
      balancedAccuracy: scores.balancedAccuracy, macroPrecision: scores.macro.precision,
      macroRecall: scores.macro.recall, macroF1: scores.macro.f1, logLoss: logLoss,
      classes: scores.classes.enumerated().map { label, score in
        ClassScores(
          label: label, clips: confusion.support(of: label), precision: score.precision,
          recall: score.recall, f1: score.f1)
      })
  }
}
