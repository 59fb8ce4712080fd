import Audio
import Cache
import Configuration
import Digests
import Manifest
import Pipeline

/// Lists the clips of the metadata, examines their files, and notes what is wrong with them.
///
/// Reads: the metadata, and the files that are new or look changed. Gives: clips, classes and faults
/// in the manifest. Always: the manifest follows the metadata: rows that are gone go, and what was
/// made of content that is gone is used no longer. Where not one of the listed files is there, as when a
/// disk is not connected, nothing is written.
package struct IngestStage: Stage {
  package static let name = "ingest"
  package static let abstract = "List the clips, examine their files, note what is wrong."

  private let listing = ListingOnce()

  package init(_ options: NoOptions = NoOptions()) {}

  package func check(_ configuration: PipelineConfiguration) throws {
    let settings = configuration.dataset
    try DataSetSurvey.requireAudio(listing.forCheck(settings), of: settings)
  }

  package func plan(in context: StageContext) throws -> IngestPlan {
    try IngestPlan(listing.forPlan(context.configuration.dataset), in: context)
  }

  /// The rows that tell all without a look into their files, and those that are gone.
  package func settle(_ plan: IngestPlan, in context: StageContext) throws {
    let manifest = context.manifest
    let dataSet = context.rows.dataSet
    try manifest.setClasses(plan.classes, of: dataSet)
    try manifest.setFoldNames(plan.foldNames, of: dataSet)
    if !plan.gone.isEmpty { try manifest.removeClips(plan.gone) }
    if !plan.moved.isEmpty { try manifest.movePositions(plan.moved) }
    if !plan.settled.isEmpty { try manifest.record(plan.settled, in: dataSet) }
  }

  package func carryOut(
    _ plan: IngestPlan, in context: StageContext, stageRun: Int64
  ) throws -> StageRunSummary {
    let manifest = context.manifest
    let dataSet = context.rows.dataSet
    var summary = StageRunSummary(ran: 0, hit: plan.summary.upToDate, failed: 0)
    let audio = context.configuration.dataset.audio
    try context.pool.runGroups(
      plan.items, upTo: DigestHasher.groupSize, scratch: { ClipExaminer(audio: audio) },
      work: { items, examiner in examiner.examine(items) },
      record: { changes in
        try manifest.record(changes, in: dataSet)
        summary.ran += changes.count
        context.reporter.advance(
          done: changes.count, failed: changes.count { $0.fault != nil })
      })
    summary.failed = try manifest.faultCounts().reduce(0) { $0 + $1.clips }
    return summary
  }

  package func report(
    _ plan: IngestPlan, _ summary: StageRunSummary, in context: StageContext
  ) throws {
    let reporter = context.reporter
    reporter.result(
      "ingest: \(counted(plan.clips, "clip")) in \(counted(plan.folds.count, "fold")),"
        + " \(summary.ran) examined, \(summary.hit) up to date"
        + (plan.gone.isEmpty ? "" : ", \(plan.gone.count) gone from the metadata"))
    if let sentence = plan.passedOver.sentence { reporter.result("ingest: \(sentence)") }
    for note in plan.notes { reporter.warn(note) }
    let faults = summary.failed > 0 ? try context.manifest.faultCounts() : []
    if !faults.isEmpty {
      let list = faults.map { "\($0.clips) \($0.category)" }.joined(separator: ", ")
      reporter.warn(
        "\(counted(summary.failed, "clip")) with a fault (\(list)): "
          + "sqlite3 \(context.manifest.path) 'SELECT * FROM clip_faults'")
    }
    let leaks = try context.manifest.leaks()
    if let first = leaks.first {
      reporter.warn(
        "\(leaks.count) \(leaks.count == 1 ? "sound is" : "sounds are") in more than one fold, which"
          + " lets a test fold leak into training, the first: \(first.shared)"
          + " \(first.value) in folds \(first.folds); all of them: "
          + "sqlite3 \(context.manifest.path) 'SELECT * FROM leak_audit'")
    }
    var object = JSONObject()
    object.set("event", "summary")
    object.set("stage", name)
    object.set("clips", plan.clips)
    object.set("ran", summary.ran)
    object.set("hit", summary.hit)
    object.set("failed", summary.failed)
    object.set("gone", plan.gone.count)
    object.set("leaks", leaks.count)
    var passedOver = JSONObject()
    for (reason, names) in plan.passedOver.names.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      passedOver.set(reason.rawValue, names.count)
    }
    object.set("passed_over", passedOver)
    object.set("notes", plan.notes)
    reporter.result(object)
  }
}
