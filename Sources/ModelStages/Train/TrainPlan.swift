import Digests
import Manifest
import Pipeline

/// A run to train, or to go on with.
struct TrainItem: Sendable {
  var estimator: any Estimator
  var split: FoldSplit
  var run: NewRun
  /// Whether the manifest had it as not finished when the plan was made.
  var isUnfinished: Bool
}

/// Which runs have to be trained, and why.
package struct TrainPlan: StagePlan {
  package var summary = PlanSummary(stage: "train", unit: "run")
  var items: [TrainItem] = []
  /// Runs that are finished already, with the folds that they are to be tested on.
  var finished: [(run: Int64, testFolds: [Int])] = []
  let identities: RunIdentities

  /// What would be trained.
  package var runs: [NewRun] { items.map(\.run) }

  init(_ folds: FoldSelection, in context: StageContext) throws {
    identities = try RunIdentities(in: context)
    for split in try folds.splits(of: identities.folds, named: identities.foldNames) {
      for estimator in identities.estimators.all {
        try consider(estimator, split, in: context)
      }
    }
    try countEmbeddings(in: context)
  }

  /// What of the tensors is seen through a frozen network: once for a tensor and weights.
  var embedded: [EmbeddingCache.Use] {
    items.map { ($0.estimator.frozenInTraining, $0.split.train) }
  }

  private mutating func countEmbeddings(in context: StageContext) throws {
    guard embedded.contains(where: { $0.network != nil }) else { return }
    (summary.embeddings, summary.bytes) = try EmbeddingCache.missing(
      for: embedded, with: context.examples(), in: context)
  }

  private mutating func consider(
    _ estimator: any Estimator, _ split: FoldSplit, in context: StageContext
  ) throws {
    try estimator.validation?.check(split, named: identities.foldNames)
    let run = identities.newRun(estimator, split)
    guard context.takes(run.key) else { return }
    let known = try context.manifest.run(withKey: run.key)
    if let known, known.state == .finished, !context.request.isForced,
      let checkpoint = known.checkpoint,
      try context.store.holds(checkpoint.object, .checkpoint, size: checkpoint.size)
    {
      finished.append((known.id, split.test))
      summary.upToDate += 1
      return
    }
    items.append(
      TrainItem(
        estimator: estimator, split: split, run: run, isUnfinished: known?.state != .finished))
    summary.add(try reason(run, known, in: context))
  }

  private func reason(_ run: NewRun, _ known: RunRecord?, in context: StageContext) throws -> Reason
  {
    if context.request.isForced { return .forced }
    if let known { return known.state == .finished ? .objectMissing : .unfinished }
    let earlier = try context.manifest.latestRun(like: run, dataSet: context.rows.dataSet)
    guard let earlier else { return .new }
    return earlier.settings == run.settings
      ? .contentChanged : .change(from: earlier.settings, to: run.settings)
  }
}
