import Digests
import Manifest
import Pipeline

/// A run to test on a fold in a condition.
struct PerturbItem: Sendable {
  var run: RunRecord
  var estimator: any Estimator
  var fold: Int
  var tested: TestedCondition
  var key: Digest
}

/// Which runs have to be tested on which folds in which conditions, and why.
package struct PerturbPlan: StagePlan {
  package var summary = PlanSummary(stage: "perturb", unit: "test")
  var items: [PerturbItem] = []
  /// The runs that are shown, tested before or now.
  let runs: [RunRecord]
  let identities: RunIdentities

  init(_ folds: FoldSelection, in context: StageContext) throws {
    // The same runs and folds as without a perturbation; what a baseline would say of noise helps nobody.
    let clean = try EvaluatePlan(folds, in: context)
    identities = clean.identities
    runs = clean.runs.filter { !$0.isOfBaseline }
    let conditions = try TestedCondition.all(in: context.configuration)
    for run in runs {
      guard let estimator = identities.estimators[run.network] else { continue }
      for fold in clean.tests[run.id] ?? [] {
        for tested in conditions {
          try consider(run, estimator, fold, tested, in: context)
        }
      }
    }
  }

  private mutating func consider(
    _ run: RunRecord, _ estimator: any Estimator, _ fold: Int, _ tested: TestedCondition,
    in context: StageContext
  ) throws {
    let key = identities.perturbationKey(of: run, estimator, fold, tested, in: context)
    let known = try context.manifest.evaluationKeys(of: run.id, under: tested.condition)[fold]
    let measured = try context.manifest.metricNames(of: run.id, under: tested.condition)[fold]
    let reason: Reason? =
      if context.request.isForced {
        .forced
      } else if known != key {
        known == nil ? .new : .contentChanged
      } else {
        FoldScores.metricNames.first { !(measured?.contains($0) ?? false) }
          .map { .metricMissing(name: $0) }
      }
    guard let reason else {
      summary.upToDate += 1
      return
    }
    items.append(
      PerturbItem(run: run, estimator: estimator, fold: fold, tested: tested, key: key))
    summary.add(reason)
  }
}

extension RunIdentities {
  /// What a test in a condition depends on: the clean one's, the front end, and what is done to the sounds.
  fileprivate func perturbationKey(
    of run: RunRecord, _ estimator: any Estimator, _ fold: Int, _ tested: TestedCondition,
    in context: StageContext
  ) -> Digest {
    var key = KeyText(stage: "perturb", version: StageVersion.perturb)
    key.add("evaluation", evaluationKey(of: run, estimator, fold: fold))
    key.add("front end", Recipes(context.configuration).texts[.tensor]!)
    key.add("condition", tested.condition.name)
    if let recordings = tested.recordings { key.add("recordings", recordings) }
    return key.digest
  }
}
