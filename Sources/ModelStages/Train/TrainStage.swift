import Cache
import Digests
import Learning
import Manifest
import Pipeline

/// Trains a network for each fold on all the others, and the two baselines beside it.
///
/// Reads: the tensors of the training folds. Gives: a checkpoint a run. Key: the training settings,
/// the classes, the rule that chooses kernels, and of each training fold the tensors, labels and
/// lengths. Always: after each epoch the whole state is in the cache, so that a run that was killed
/// ends with the weights of one that was not.
package struct TrainStage: Stage {
  package static let name = "train"
  package static let abstract = "Train a network for each fold on all the others."
  /// Several processes may train different runs; each run is locked by itself.
  package let isExclusive = false
  private let folds: FoldSelection

  package init(folds: FoldSelection) {
    self.folds = folds
  }

  package init(_ options: FoldOptions) {
    self.init(folds: options.selection)
  }

  package func plan(in context: StageContext) throws -> TrainPlan {
    try TrainPlan(folds, in: context)
  }

  package func forecast(for clips: ExpectedClips, in context: StageContext) throws -> PlanSummary? {
    let splits = try folds.splits(of: clips.folds, named: clips.foldNames)
    let estimators = try Estimators(context.configuration).all
    return PlanSummary(
      stage: name, unit: "run", about: splits.count * estimators.count, after: "render")
  }

  package func settle(_ plan: TrainPlan, in context: StageContext) throws {
    for (run, testFolds) in plan.finished {
      try context.manifest.use(run, testFolds: testFolds, for: context.rows.id)
    }
  }

  package func carryOut(
    _ plan: TrainPlan, in context: StageContext, stageRun: Int64
  ) throws -> StageRunSummary {
    if !plan.items.isEmpty {
      context.reporter.note("train: \(EngineIdentity.words)")
      var object = JSONObject()
      object.set("event", "engine")
      object.set("identity", EngineIdentity.current)
      context.reporter.result(object)
      try warnOfClipsToRender(in: context)
    }
    let examples = plan.items.isEmpty ? [] : plan.identities.inFolds(try context.examples())
    let clips = examples.filter { $0.segment == 0 }.map { ($0.fold, $0.label) }
    for sentence in ClassRemarks(
      clips, classes: plan.identities.classes, splits: plan.items.map(\.split),
      foldNames: plan.identities.foldNames
    ).sentences {
      context.reporter.warn(sentence)
    }
    var summary = StageRunSummary(ran: 0, hit: plan.summary.upToDate, failed: 0)
    let isFilled = try EmbeddingCache.fill(
      for: plan.embedded, with: examples, in: context, stageRun: stageRun)
    guard isFilled else { return summary }
    context.reporter.begin(stage: name, unit: plan.summary.unit, total: plan.items.count)
    for (index, item) in plan.items.enumerated() {
      guard
        let lock = try CacheLocks(store: context.store).takeRun(item.run.key, context.reporter)
      else { break }
      if let other = try finishedMeanwhile(item, in: context) {
        try context.manifest.use(other, testFolds: item.split.test, for: context.rows.id)
        continue
      }
      let training = RunTraining(
        item, examples, plan.identities, in: context, stageRun: stageRun,
        place: "\(index + 1)/\(plan.items.count)",
        clipsToFollow: plan.items[(index + 1)...].reduce(0) { $0 + $1.run.clips * $1.run.epochs })
      let isDone = try training.carryOut()
      _ = consume lock
      guard isDone else { break }
      summary.ran += 1
    }
    return summary
  }

  /// Training on a part of the data set is allowed, but never unsaid.
  private func warnOfClipsToRender(in context: StageContext) throws {
    let missing = try context.manifest.clipsToRender(
      context.rows, minimumSeconds: context.configuration.segment.minimumSeconds)
    guard missing > 0 else { return }
    context.reporter.warn(
      "\(counted(missing, "clip")) \(missing == 1 ? "has" : "have") no tensor yet and will be left out:"
        + " run soundmark render first to train on all of them.")
  }

  /// The run, if another process finished it while this one waited for the lock.
  private func finishedMeanwhile(_ item: TrainItem, in context: StageContext) throws -> Int64? {
    guard item.isUnfinished, let known = try context.manifest.run(withKey: item.run.key),
      known.state == .finished
    else { return nil }
    return known.id
  }

  package func report(_ plan: TrainPlan, _ summary: StageRunSummary, in context: StageContext) {
    context.reporter.showSummary(name, unit: "run", summary, in: context)
  }
}
