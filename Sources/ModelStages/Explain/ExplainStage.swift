import DataStages
import Explaining
import Manifest
import Pipeline
import TensorFiles

/// Finds out what the networks that were tested go by: how much of sound's order they miss when it is taken away,
/// which bands and times carry each class, and where clips lie beside each other by their embeddings.
///
/// Reads: checkpoints, tensors, embeddings of the test folds. Gives: rows of the manifest, which the report
/// shows. make does not run it by itself.
package struct ExplainStage: Stage {
  package static let name = "explain"
  package static let abstract =
    "Find out what tested networks go by, and map the clips."
  private let folds: FoldSelection

  package init(folds: FoldSelection) {
    self.folds = folds
  }

  package init(_ options: FoldOptions) {
    self.init(folds: options.selection)
  }

  package func plan(in context: StageContext) throws -> ExplainPlan {
    try ExplainPlan(folds, in: context)
  }

  package func carryOut(
    _ plan: ExplainPlan, in context: StageContext, stageRun: Int64
  ) throws -> StageRunSummary {
    var summary = StageRunSummary(ran: 0, hit: plan.summary.upToDate, failed: 0)
    guard !plan.items.isEmpty else { return summary }
    let examples = plan.identities.inFolds(try context.examples())
    let isFilled = try EmbeddingCache.fill(
      for: plan.items.flatMap { $0.runs.map { ($0.estimator.frozen, $0.folds) } }, with: examples,
      in: context, stageRun: stageRun)
    guard isFilled else { return summary }
    context.reporter.begin(stage: name, unit: plan.summary.unit, total: plan.items.count)
    for item in plan.items where !Interruption.isRequested {
      try answer(item, examples, plan.identities, in: context)
      if Interruption.isRequested { break }
      summary.ran += 1
      context.reporter.advance(done: 1)
    }
    return summary
  }

  private func answer(
    _ item: ExplainItem, _ examples: [Example], _ identities: RunIdentities,
    in context: StageContext
  ) throws {
    let tested = item.runs[0]
    func segments(of folds: [Int]) -> SegmentSet {
      SegmentSet(
        examples.filter { folds.contains($0.fold) }, classes: identities.classes, in: context)
    }
    switch item.question {
    case .change(let change, let fold):
      try FoldTest(
        of: tested.run, tested.estimator, fold: fold,
        on: segments(of: [fold]).changed(change, in: context),
        under: Condition(imageChange: change.rawValue)
      ).carryOut(key: item.key, in: context)
    case .evidence:
      let evidence = try RunEvidence(
        of: tested.run, tested.run.readCheckpoint(in: context), on: segments(of: tested.folds),
        in: context)
      if Interruption.isRequested { return }
      try context.manifest.record(evidence.records, of: tested.run.id, key: item.key)
    case .map:
      let all = segments(of: item.runs.flatMap(\.folds))
      let map = try ClipMap(
        all.examples,
        all.embeddings(of: tested.estimator, by: tested.run.readCheckpoint(in: context)))
      for run in item.runs {
        let own = Set(all.examples.lazy.filter { run.folds.contains($0.fold) }.map(\.clip))
        try context.manifest.recordMap(
          of: run.run.id, map.points.filter { own.contains($0.clip) },
          perplexity: map.perplexity, divergence: map.divergence, key: item.key)
      }
    }
  }

  package func report(
    _ plan: ExplainPlan, _ summary: StageRunSummary, in context: StageContext
  ) throws {
    let changes = try context.manifest.rows(of: "image_changes")
    for row in changes.rows.indices {
      func percent(_ column: String) -> String {
        "\(decimals((Double(changes[row, column]!) ?? 0) * 100, 1)) %"
      }
      context.reporter.result(
        "\(changes[row, "network"]!): \(changes[row, "change"]!): \(percent("accuracy")) instead of \(percent("clean_accuracy"))"
      )
    }
    context.reporter.result(
      "explain: the views map, class_evidence and image_changes have the rest; soundmark report shows them"
    )
  }
}

extension RunRecord {
  /// - Throws: `TensorFileError` where the cache has it no longer.
  func readCheckpoint(in context: StageContext) throws -> SafetensorsFile {
    try SafetensorsFile(
      contentsOf: context.store.absolutePath(of: checkpoint!.object, .checkpoint))
  }
}

extension SegmentSet {
  /// The same with the tensors changed.
  fileprivate func changed(_ change: ImageChange, in context: StageContext) -> SegmentSet {
    let (examples, shape, read) = (examples, shape, read)
    let frames = Double(shape.frames) / context.configuration.segment.seconds
    return SegmentSet(examples, classes: classes, in: context) { index, values in
      try read(index, &values)
      change.apply(
        to: &values, bands: shape.bands, secondFrames: Int(frames.rounded()),
        name: examples[index].name)
    }
  }
}
