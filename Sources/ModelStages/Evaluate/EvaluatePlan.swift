import Digests
import Manifest
import Pipeline

/// A run to test on a fold.
struct EvaluateItem: Sendable {
  var run: RunRecord
  var estimator: any Estimator
  var fold: Int
  var key: Digest
}

/// Which runs have to be tested on which folds, and why.
package struct EvaluatePlan: StagePlan {
  package var summary = PlanSummary(stage: "evaluate", unit: "test")
  var items: [EvaluateItem] = []
  /// The runs that are shown, tested before or now.
  var runs: [RunRecord] = []
  /// The folds of each.
  var tests: [Int64: [Int]] = [:]
  /// What is to be taken for none of the classes, and whom to ask.
  var unknown: [UnknownSounds] = []
  var unknownItems: [UnknownItem] = []
  let identities: RunIdentities

  /// - Parameter unknown: Classes to hold out, and folders of other sounds.
  init(_ folds: FoldSelection, unknown: [String] = [], in context: StageContext) throws {
    identities = try RunIdentities(in: context)
    let splits = Set(try folds.splits(of: identities.folds, named: identities.foldNames))
    let finished = try context.manifest.runs(of: context.rows.id).filter {
      $0.state == .finished && $0.checkpoint != nil && identities.isCurrent($0)
    }
    for run in finished {
      let test = try folds.testFolds(of: run, splits, identities).filter(identities.folds.contains)
      guard !test.isEmpty else { continue }
      runs.append(run)
      tests[run.id] = test
      try consider(run, test, in: context)
    }
    guard !runs.isEmpty else { throw StageError.nothingTrained }
    try consider(unknown: unknown, in: context)
  }

  private mutating func consider(
    _ run: RunRecord, _ folds: [Int], in context: StageContext
  ) throws {
    guard let estimator = identities.estimators[run.network] else { return }
    let known = try context.manifest.evaluationKeys(of: run.id)
    let measured = try context.manifest.metricNames(of: run.id)
    for fold in folds {
      let key = identities.evaluationKey(of: run, estimator, fold: fold)
      let reason: Reason? =
        if context.request.isForced {
          .forced
        } else if known[fold] != key {
          known[fold] == nil ? .new : .contentChanged
        } else {
          FoldScores.metricNames.first { !(measured[fold]?.contains($0) ?? false) }
            .map { .metricMissing(name: $0) }
        }
      if let reason {
        items.append(EvaluateItem(run: run, estimator: estimator, fold: fold, key: key))
        summary.add(reason)
      } else {
        summary.upToDate += 1
      }
    }
  }
}

extension FoldSelection {
  /// The folds to test a run on: those that it was trained for, or those asked for here.
  ///
  /// - Throws: `StageError.trainedOn` for a fold that the run has learned from.
  fileprivate func testFolds(
    of run: RunRecord, _ splits: Set<FoldSplit>, _ identities: RunIdentities
  ) throws -> [Int] {
    if train.isEmpty && !test.isEmpty {
      let names = identities.foldNames
      let test = try numbers(test, of: identities.folds, named: names)
      if let seen = test.first(where: run.trainFolds.contains) {
        throw StageError.trainedOn(fold: names[seen], run: run.id)
      }
      return test
    }
    if train.isEmpty && tested.isEmpty { return run.testFolds }
    return splits.first { $0.train == run.trainFolds }?.test ?? []
  }
}

extension RunIdentities {
  /// Whether the run was trained on what the manifest has now, as this configuration says.
  func isCurrent(_ run: RunRecord) -> Bool {
    guard let estimator = estimators[run.network], run.trainFolds.allSatisfy(folds.contains) else {
      return false
    }
    return key(of: estimator, trainFolds: run.trainFolds) == run.key
  }

  /// What a test depends on: the weights, and what they are tested on.
  func evaluationKey(of run: RunRecord, _ estimator: any Estimator, fold: Int) -> Digest {
    var key = KeyText(stage: "evaluate", version: StageVersion.evaluate)
    key.add("checkpoint", run.checkpoint!.object)
    key.add("precision", estimator.answerPrecision.rawValue)
    key.add("fold", digest(of: fold, seenBy: estimator))
    return key.digest
  }
}
