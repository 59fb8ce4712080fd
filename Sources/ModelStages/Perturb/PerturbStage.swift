import Configuration
import DataStages
import Manifest
import Perturbations
import Pipeline

/// Tests each network's runs on the folds that they have not seen, after something was done to the sounds, as
/// `robustness` in the configuration says.
///
/// Reads: checkpoints, and the sounds of the test folds. Gives: predictions and scores by condition in the
/// manifest, nothing else. Always: the same runs, folds and front end as evaluate's, and the same random
/// numbers for a clip, whatever else is tested.
package struct PerturbStage: Stage {
  package static let name = "perturb"
  package static let abstract = "Test each run on noisy, distorted, reverberant test folds."
  private let folds: FoldSelection

  package init(folds: FoldSelection) {
    self.folds = folds
  }

  package init(_ options: FoldOptions) {
    self.init(folds: options.selection)
  }

  package func remark(on configuration: PipelineConfiguration) -> String? {
    configuration.robustness.conditions.isEmpty
      ? "nothing to do: robustness.conditions names none" : nil
  }

  package func plan(in context: StageContext) throws -> PerturbPlan {
    try PerturbPlan(folds, in: context)
  }

  package func forecast(for clips: ExpectedClips, in context: StageContext) throws -> PlanSummary? {
    let tests = try folds.splits(of: clips.folds, named: clips.foldNames).reduce(0) {
      $0 + $1.test.count
    }
    let robustness = context.configuration.robustness
    return PlanSummary(
      stage: name, unit: "test",
      about: tests * robustness.perturbations.count * robustness.severities.count, after: "train")
  }

  package func carryOut(
    _ plan: PerturbPlan, in context: StageContext, stageRun: Int64
  ) throws -> StageRunSummary {
    var summary = StageRunSummary(ran: 0, hit: plan.summary.upToDate, failed: 0)
    let examples = plan.items.isEmpty ? [] : plan.identities.inFolds(try context.examples())
    let recordings = try recordings(for: plan.items, in: context)
    context.reporter.begin(stage: name, unit: plan.summary.unit, total: plan.items.count)
    for item in plan.items where !Interruption.isRequested {
      let perturbation = item.tested.perturbation
      let change = perturbation.change(
        severity: item.tested.severity, sampleRate: context.configuration.segment.sampleRate,
        recordings: recordings[perturbation]?.sounds ?? [])
      let tested = examples.filter { $0.fold == item.fold }
      let tensors = try PerturbedTensors(tested, in: context) { example, sound in
        var draws = perturbation.draws(seed: 0, clip: "\(example.name) \(example.segment)")
        return change.applied(to: sound, &draws)
      }
      let segments = SegmentSet(
        tested, classes: plan.identities.classes, in: context, read: tensors.read)
      let test = FoldTest(
        of: item.run, item.estimator, fold: item.fold, on: segments, under: item.tested.condition)
      do {
        try test.carryOut(key: item.key, in: context)
      } catch is PerturbedTensors.Interrupted {
        break
      }
      summary.ran += 1
      context.reporter.advance(done: 1)
    }
    return summary
  }

  private func recordings(
    for items: [PerturbItem], in context: StageContext
  ) throws -> [Perturbation: GivenRecordings] {
    var recordings: [Perturbation: GivenRecordings] = [:]
    for perturbation in Set(items.map(\.tested.perturbation)).sorted(by: {
      $0.rawValue < $1.rawValue
    }) {
      guard let folder = context.configuration.robustness.recordings(of: perturbation) else {
        continue
      }
      let given = try GivenRecordings(folder, context.configuration.segment)
      for remark in given.leftOut { context.reporter.note("\(folder.key): left out: \(remark)") }
      recordings[perturbation] = given
    }
    return recordings
  }

  package func report(
    _ plan: PerturbPlan, _ summary: StageRunSummary, in context: StageContext
  ) throws {
    try PerturbReport(of: plan.runs, in: context).print()
  }
}
