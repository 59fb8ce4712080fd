import DataStages
import Manifest
import Pipeline

/// Tests each run on the folds that it has not seen, and says what came of it and under which protocol.
///
/// Reads: checkpoints, and the tensors of the test folds. Gives: predictions and scores in the
/// manifest, and the confusion matrix as a picture. Always: a clip's prediction is the mean over its
/// segments, and no fold is tested that the run was trained on.
package struct EvaluateStage: Stage {
  package static let name = "evaluate"
  package static let abstract = "Test each run on the folds that it has not seen, and compare."
  private let folds: FoldSelection
  private let unknown: [String]

  /// - Parameter unknown: Classes that are held out, and folders of other sounds: how many of them are caught.
  package init(folds: FoldSelection, unknown: [String] = []) {
    self.folds = folds
    self.unknown = unknown
  }

  package init(_ options: EvaluateOptions) {
    self.init(folds: options.folds.selection, unknown: options.unknown)
  }

  package func plan(in context: StageContext) throws -> EvaluatePlan {
    try EvaluatePlan(folds, unknown: unknown, in: context)
  }

  package func forecast(for clips: ExpectedClips, in context: StageContext) throws -> PlanSummary? {
    let tests = try folds.splits(of: clips.folds, named: clips.foldNames).reduce(0) {
      $0 + $1.test.count
    }
    let estimators = try Estimators(context.configuration).all
    return PlanSummary(
      stage: name, unit: "test", about: tests * estimators.count, after: "train")
  }

  package func carryOut(
    _ plan: EvaluatePlan, in context: StageContext, stageRun: Int64
  ) throws -> StageRunSummary {
    var summary = StageRunSummary(ran: 0, hit: plan.summary.upToDate, failed: 0)
    let total = plan.items.count + plan.unknownItems.count
    let examples = total == 0 ? [] : plan.identities.inFolds(try context.examples())
    let isFilled = try EmbeddingCache.fill(
      for: plan.items.map { ($0.estimator.frozen, [$0.fold]) }
        + plan.unknownItems.map { ($0.estimator.frozen, $0.folds) },
      with: examples, in: context, stageRun: stageRun)
    guard isFilled else { return summary }
    context.reporter.begin(stage: name, unit: plan.summary.unit, total: total)
    for item in plan.items where !Interruption.isRequested {
      let segments = SegmentSet(
        examples.filter { $0.fold == item.fold }, classes: plan.identities.classes,
        in: context)
      let test = FoldTest(of: item.run, item.estimator, fold: item.fold, on: segments)
      try test.carryOut(key: item.key, in: context)
      summary.ran += 1
      context.reporter.advance(done: 1)
    }
    var unknown = UnknownTesting(examples, classes: plan.identities.classes, in: context)
    for item in plan.unknownItems where !Interruption.isRequested {
      guard try unknown.carryOut(item) else { break }
      summary.ran += 1
      context.reporter.advance(done: 1)
    }
    if !Interruption.isRequested {
      for runs in Dictionary(grouping: plan.runs, by: \.experiment).values {
        try ExperimentIntervals(of: runs, in: context).record()
      }
      try ConfusionPicture(plan, in: context, stageRun: stageRun).file()
    }
    return summary
  }

  package func report(
    _ plan: EvaluatePlan, _ summary: StageRunSummary, in context: StageContext
  ) throws {
    try EvaluationReport(plan, in: context).print()
    try UnknownReport(plan, in: context).print()
  }
}
