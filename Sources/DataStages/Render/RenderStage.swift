import Audio
import Cache
import Configuration
import Digests
import Imaging
import Manifest
import Numerics
import Pipeline
import Spectrogram
import TensorFiles

/// Turns windows into spectrograms (`.npy`, `[bands, frames]`) and previews (`.png`).
///
/// Reads: the waveforms of the cache; where they are not kept, the clips that ingest found sound,
/// which it decodes and cuts as segment does. Gives: a tensor a window, and a preview where the configuration
/// wants one. Keys: a tensor's of the spectrogram parameters and its segment's key; a preview's of the
/// preview parameters and the tensor's bytes.
package struct RenderStage: Stage {
  package static let name = "render"
  package static let abstract = "Turn windows into spectrograms and previews."

  package init(_ options: NoOptions = NoOptions()) {}

  package func plan(in context: StageContext) throws -> RenderPlan {
    try RenderPlan(in: context)
  }

  package func forecast(for clips: ExpectedClips, in context: StageContext) -> PlanSummary? {
    PlanSummary(
      stage: name, unit: "clip", about: clips.count,
      after: context.configuration.keepsWaveforms ? "segment" : "ingest")
  }

  package func carryOut(
    _ plan: RenderPlan, in context: StageContext, stageRun: Int64
  ) throws -> StageRunSummary {
    let recorder = RenderRecorder(
      context: context, stage: name, sources: plan.sources, stageRun: stageRun)
    try recorder.record(tensors: plan.foundTensors, previews: plan.foundPreviews)
    var summary = StageRunSummary(ran: 0, hit: plan.summary.upToDate, failed: plan.knownFaults)
    let configuration = context.configuration
    let store = context.store
    try context.pool.runGroups(
      plan.work, upTo: DigestHasher.groupSize,
      scratch: { try SegmentRenderer(configuration, store: store) },
      work: { works, renderer in try renderer.outcomes(of: works) },
      record: { outcomes in
        try recorder.record(outcomes)
        let failed = outcomes.count { $0.fault != nil }
        summary.ran += outcomes.count
        summary.failed += failed
        context.reporter.advance(done: outcomes.count, failed: failed)
      })
    return summary
  }

  package func report(
    _ plan: RenderPlan, _ summary: StageRunSummary, in context: StageContext
  ) throws {
    context.reporter.showSummary(
      name, unit: "segment", summary, knownFaults: plan.knownFaults, in: context)
    if !context.configuration.keepsWaveforms { try context.showNotes(after: summary) }
  }
}

/// Writes a batch of outcomes: tensors first, since previews are made of them.
private struct RenderRecorder {
  let context: StageContext
  let stage: String
  let sources: [Int64: Digest]
  let stageRun: Int64

  func record(_ outcomes: [RenderOutcome]) throws {
    try recordCuts(
      outcomes.filter { $0.mendsClip || !$0.notes.isEmpty },
      faults: outcomes.filter(\.isFaultOfFile).compactMap(\.faultOfClip))
    try record(
      tensors: outcomes.compactMap(\.tensorChange), previews: outcomes.compactMap(\.previewChange),
      faults: outcomes.filter { !$0.isFaultOfFile }.compactMap(\.faultOfClip))
  }

  func record(
    tensors: [UsageChange], previews: [UsageChange],
    faults: [(clip: Int64, fault: FaultRecord)] = []
  ) throws {
    if !tensors.isEmpty || !faults.isEmpty {
      try record(tensors, faults, stage: stage, .tensor)
    }
    if !previews.isEmpty { try record(previews, [], stage: "preview", .preview) }
  }

  /// What is wrong with a file is segment's finding, whoever cuts it.
  private func recordCuts(
    _ cuts: [RenderOutcome], faults: [(clip: Int64, fault: FaultRecord)]
  ) throws {
    guard !cuts.isEmpty || !faults.isEmpty else { return }
    let changes = cuts.map {
      UsageChange(
        clip: $0.clip, firstSegment: 0, products: [], isWholeClip: false, notes: $0.notes)
    }
    try record(changes, faults, stage: "segment", .waveform)
  }

  private func record(
    _ changes: [UsageChange], _ faults: [(clip: Int64, fault: FaultRecord)], stage: String,
    _ kind: ArtefactKind
  ) throws {
    try context.manifest.record(
      changes, faults: faults, stage: stage, recipe: context.rows.recipes[kind]!, inputs: sources,
      stageRun: stageRun)
  }
}

struct RenderOutcome: Sendable {
  var clip: Int64
  var segment: Int
  var tensor: NewArtefact?
  var preview: NewArtefact?
  var fault: FaultRecord?
  /// Whether the fault is the clip's file's, not the window's.
  var isFaultOfFile = false
  /// Whether what was wrong with the clip's file is not any more.
  var mendsClip = false
  /// What is strange about the clip's sound; of its first window alone.
  var notes: [NoteRecord] = []

  var tensorChange: UsageChange? { tensor.map(change) }
  var previewChange: UsageChange? { preview.map(change) }
  var faultOfClip: (clip: Int64, fault: FaultRecord)? { fault.map { (clip, $0) } }

  private func change(_ artefact: NewArtefact) -> UsageChange {
    UsageChange(
      clip: clip, firstSegment: segment, products: [.made(artefact)], isWholeClip: false)
  }
}
