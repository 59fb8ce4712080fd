import Fingerprints
import Manifest
import Pipeline

/// Finds sounds that are there twice under the names of two recordings: encoded again, cut elsewhere, louder or
/// fainter. Fold by fold they are a leak that neither names nor digests show.
///
/// Reads: the files of the clips that ingest found sound. Gives: pairs in the manifest, and with them rows of
/// `leak_audit`. All clips are compared again when one changed. make does not run it by itself.
package struct DuplicatesStage: Stage {
  package static let name = "duplicates"
  package static let abstract = "Find the same sound under the names of two recordings."

  package init(_ options: NoOptions = NoOptions()) {}

  package func plan(in context: StageContext) throws -> DuplicatesPlan {
    try DuplicatesPlan(in: context)
  }

  package func forecast(for clips: ExpectedClips, in context: StageContext) -> PlanSummary? {
    PlanSummary(stage: name, unit: "clip", about: clips.count, after: "ingest")
  }

  package func carryOut(
    _ plan: DuplicatesPlan, in context: StageContext, stageRun: Int64
  ) throws -> StageRunSummary {
    guard !plan.isDone else {
      return StageRunSummary(ran: 0, hit: plan.clips.count, failed: 0)
    }
    context.reporter.begin(stage: name, unit: plan.summary.unit, total: plan.clips.count)
    let heard = try landmarks(of: plan.clips, in: context)
    let suspects = try matches(among: heard, plan, in: context)
    let pairs = try confirmed(suspects, plan.clips, in: context)
    guard !Interruption.isRequested else { return StageRunSummary(ran: 0, hit: 0, failed: 0) }
    try context.manifest.record(pairs, of: context.rows.dataSet, key: plan.key)
    return StageRunSummary(ran: plan.clips.count, hit: 0, failed: heard.count { $0 == nil })
  }

  /// Nil of what cannot be heard, which segment tells.
  private func landmarks(
    of clips: [SegmentCandidate], in context: StageContext
  ) throws -> [Landmarks?] {
    var heard = [Landmarks?](repeating: nil, count: clips.count)
    let audio = context.configuration.dataset.audio
    try context.pool.run(
      Array(clips.indices), scratch: { try ClipListener(audio: audio) },
      work: { place, listener in (place, listener.sound(of: clips[place]).map(Landmarks.init)) },
      record: { outcomes in
        for (place, landmarks) in outcomes { heard[place] = landmarks }
        context.reporter.advance(done: outcomes.count, failed: outcomes.count { $0.1 == nil })
      })
    return heard
  }

  private func matches(
    among heard: [Landmarks?], _ plan: DuplicatesPlan, in context: StageContext
  ) throws -> [Suspects] {
    let index = LandmarkIndex(heard.map { $0 ?? Landmarks(of: []) })
    let clips = plan.clips
    let recordings = clips.map { plan.recordings[$0.clip] }
    var suspects: [Suspects] = []
    try context.pool.run(
      Array(clips.indices), scratch: {},
      work: { place, _ in
        Suspects(
          clip: place,
          // What has the same name or the same bytes, the leak audit knows without listening.
          matches: index.matches(of: place) {
            recordings[$0] != recordings[place] && clips[$0].file.source != clips[place].file.source
          })
      },
      record: { suspects += $0.filter { !$0.matches.isEmpty } })
    return suspects
  }

  /// Those that are the same from sample to sample where they overlap.
  private func confirmed(
    _ suspects: [Suspects], _ clips: [SegmentCandidate], in context: StageContext
  ) throws -> [NearDuplicate] {
    let audio = context.configuration.dataset.audio
    var pairs: [NearDuplicate] = []
    try context.pool.run(
      suspects, scratch: { try ClipListener(audio: audio) },
      work: { suspects, listener in listener.pairs(of: suspects, clips) },
      record: { for found in $0 { pairs += found } })
    return pairs.sorted { ($0.clip, $0.other) < ($1.clip, $1.other) }
  }

  package func report(
    _ plan: DuplicatesPlan, _ summary: StageRunSummary, in context: StageContext
  ) throws {
    let pairs = try context.manifest.rows(of: "near_duplicates")
    let across = pairs.rows.indices.count { pairs[$0, "fold"] != pairs[$0, "other_fold"] }
    context.reporter.result(
      "duplicates: \(counted(plan.clips.count, "clip")) compared, \(counted(pairs.rows.count, "pair")) "
        + "of clips of two recordings \(pairs.rows.count == 1 ? "is" : "are") the same sound, "
        + "\(across) across folds")
    if !pairs.rows.isEmpty {
      context.reporter.note(
        "they leak a test fold into training where folds differ, and count as two recordings where not: "
          + "sqlite3 \(context.manifest.path) 'SELECT * FROM near_duplicates'")
    }
    var object = JSONObject()
    object.set("event", "duplicates")
    object.set("clips", plan.clips.count)
    object.set("pairs", pairs.rows.count)
    object.set("across_folds", across)
    context.reporter.result(object)
  }
}
