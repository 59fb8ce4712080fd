import DataStages
import Digests
import Explaining
import Manifest
import Pipeline

/// Something to find out about a run's network.
struct ExplainItem: Sendable {
  enum Question: Sendable {
    /// How it does on a fold whose spectrograms were changed.
    case change(ImageChange, fold: Int)
    /// What it goes by in the clips of each class.
    case evidence
    /// Where clips lie by its embeddings, with those of other runs that have the same.
    case map
  }

  var question: Question
  /// One, but where a map is theirs together.
  var runs: [TestedRun]
  var key: Digest
}

/// A run with the folds that it was tested on.
struct TestedRun: Sendable {
  var run: RunRecord
  var estimator: any Estimator
  var folds: [Int]
}

/// What is not known yet of the networks that were tested.
package struct ExplainPlan: StagePlan {
  package var summary = PlanSummary(stage: "explain", unit: "question")
  var items: [ExplainItem] = []
  let identities: RunIdentities

  init(_ folds: FoldSelection, in context: StageContext) throws {
    let evaluation = try EvaluatePlan(folds, in: context)
    identities = evaluation.identities
    var tested: [TestedRun] = []
    for run in evaluation.runs where !run.isOfBaseline {
      guard let estimator = identities.estimators[run.network] else { continue }
      let known = try context.manifest.evaluationKeys(of: run.id)
      let folds = identities.folds.filter {
        known[$0] == identities.evaluationKey(of: run, estimator, fold: $0)
      }
      if !folds.isEmpty { tested.append(TestedRun(run: run, estimator: estimator, folds: folds)) }
    }
    guard !tested.isEmpty else { throw StageError.nothingTested }
    for run in tested { try consider(run, in: context) }
    try considerMaps(of: tested, in: context)
  }

  private mutating func consider(_ tested: TestedRun, in context: StageContext) throws {
    let (run, estimator) = (tested.run, tested.estimator)
    for change in ImageChange.allCases {
      let condition = Condition(imageChange: change.rawValue)
      let known = try context.manifest.evaluationKeys(of: run.id, under: condition)
      for fold in tested.folds {
        var key = KeyText(stage: "explain", version: StageVersion.explain)
        key.add("change", change.rawValue)
        key.add("evaluation", identities.evaluationKey(of: run, estimator, fold: fold))
        add(.change(change, fold: fold), [tested], key.digest, known: known[fold], in: context)
      }
    }
    guard SpectrogramScale.isThere(for: context.configuration.spectrogram) else { return }
    add(
      .evidence, [tested], key("evidence", [tested]),
      known: try context.manifest.evidenceKey(of: run.id), in: context)
  }

  /// Runs that see all through one frozen network have one map, others one each.
  private mutating func considerMaps(of tested: [TestedRun], in context: StageContext) throws {
    let shared = Dictionary(grouping: tested) { run in
      run.estimator.frozen.map { _ in "\(run.run.experiment.hex) \(run.run.seed)" }
        ?? "run \(run.run.id)"
    }
    for (_, runs) in shared.sorted(by: { $0.value[0].run.id < $1.value[0].run.id }) {
      let key = key("map", runs)
      let known = try runs.map { try context.manifest.mapKey(of: $0.run.id) }
      add(
        .map, runs, key, known: known.first { $0 != key } ?? key,
        in: context)
    }
  }

  private func key(_ name: String, _ runs: [TestedRun]) -> Digest {
    var key = KeyText(stage: "explain", version: StageVersion.explain)
    key.add("question", name)
    for tested in runs {
      for fold in tested.folds {
        key.add(
          "evaluation", identities.evaluationKey(of: tested.run, tested.estimator, fold: fold))
      }
    }
    return key.digest
  }

  private mutating func add(
    _ question: ExplainItem.Question, _ runs: [TestedRun], _ key: Digest, known: Digest?,
    in context: StageContext
  ) {
    guard known != key || context.request.isForced else { return summary.upToDate += 1 }
    items.append(ExplainItem(question: question, runs: runs, key: key))
    summary.add(context.request.isForced ? .forced : known == nil ? .new : .contentChanged)
  }
}
