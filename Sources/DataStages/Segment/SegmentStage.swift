import Audio
import Cache
import Configuration
import Digests
import Manifest
import Pipeline

/// Decodes, mixes, resamples and cuts clips into windows.
///
/// Reads: the clips that ingest found sound, and their files. Gives: a WAV a window, of 16 bits
/// or float32 (`WaveformFile`). Key: the segment parameters (without `minimumSeconds`), the source
/// file's digest, the stretch that is cut out of it, the window's number.
/// Always: all windows of a clip are recorded together, or a fault is.
package struct SegmentStage: Stage {
  package static let name = "segment"
  package static let abstract = "Decode, mix, resample and cut clips into windows."

  package init(_ options: NoOptions = NoOptions()) {}

  package func remark(on configuration: PipelineConfiguration) -> String? {
    configuration.keepsWaveforms
      ? nil : "waveforms are not kept (segment.keepWaveforms); render cuts them itself"
  }

  package func plan(in context: StageContext) throws -> SegmentPlan {
    try SegmentPlan(in: context)
  }

  package func forecast(for clips: ExpectedClips, in context: StageContext) -> PlanSummary? {
    PlanSummary(stage: name, unit: "clip", about: clips.count, after: "ingest")
  }

  package func carryOut(
    _ plan: SegmentPlan, in context: StageContext, stageRun: Int64
  ) throws -> StageRunSummary {
    let recipe = context.rows.recipes[.waveform]!
    if !plan.found.isEmpty {
      try context.manifest.record(
        plan.found, faults: [], stage: name, recipe: recipe, inputs: plan.sources,
        stageRun: stageRun)
    }
    var summary = StageRunSummary(ran: 0, hit: plan.summary.upToDate, failed: plan.knownFaults)
    let audio = context.configuration.dataset.audio
    let settings = context.configuration.segment
    let store = context.store
    try context.pool.runGroups(
      plan.items, upTo: DigestHasher.groupSize,
      scratch: { try ClipSegmenter(settings: settings, audio: audio, store: store) },
      work: { items, segmenter in try segmenter.segment(items) },
      record: { outcomes in
        try context.manifest.record(
          outcomes.compactMap(\.change), faults: outcomes.compactMap(\.faultOfClip), stage: name,
          recipe: recipe, inputs: plan.sources, stageRun: stageRun)
        let failed = outcomes.count { $0.fault != nil }
        summary.ran += outcomes.count
        summary.failed += failed
        context.reporter.advance(done: outcomes.count, failed: failed)
      })
    return summary
  }

  package func report(
    _ plan: SegmentPlan, _ summary: StageRunSummary, in context: StageContext
  ) throws {
    context.reporter.showSummary(
      name, unit: "clip", summary, knownFaults: plan.knownFaults, in: context)
    try context.showNotes(after: summary)
  }
}

/// A clip to segment.
package struct SegmentItem: Sendable {
  var clip: Int64
  var name: String
  var path: String
  var file: ExaminedFile
  /// The part of the file that the clip is; nil: the whole.
  var stretch: Stretch?
  /// Of its windows, in order.
  var keys: [Digest]
}

struct SegmentOutcome: Sendable {
  var clip: Int64
  var products: [NewArtefact] = []
  var notes: [NoteRecord] = []
  var fault: FaultRecord?

  var change: UsageChange? {
    fault != nil
      ? nil
      : UsageChange(
        clip: clip, firstSegment: 0, products: products.map { .made($0) }, isWholeClip: true,
        notes: notes)
  }

  var faultOfClip: (clip: Int64, fault: FaultRecord)? { fault.map { (clip, $0) } }
}
