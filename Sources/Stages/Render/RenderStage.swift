import Audio
import Cache
import Digests
import Imaging
import Manifest
import Numerics
import Pipeline
import Spectrogram
import TensorFiles

/// Turns windows into spectrograms (`.npy`, `[bands, frames]`) and previews (`.png`).
///
/// Reads: the waveforms of the cache. Gives: a tensor a window, and a preview where the configuration
/// wants one. Keys: a tensor's of the spectrogram parameters and its segment's key; a preview's of the
/// preview parameters and the tensor's bytes.
package struct RenderStage: Stage {
  package let name = "render"

  package init() {}

  package func plan(in context: StageContext) throws -> RenderPlan {
    try RenderPlan(in: context)
  }

  package func carryOut(
    _ plan: RenderPlan, in context: StageContext, stageRun: Int64
  ) throws -> StageRunSummary {
    let recorder = RenderRecorder(context: context, stage: name, stageRun: stageRun)
    try recorder.record(tensors: plan.foundTensors, previews: plan.foundPreviews, faults: [])
    var summary = StageRunSummary(ran: 0, hit: plan.summary.upToDate, failed: 0)
    let configuration = context.configuration
    let store = context.store
    try context.pool.run(
      plan.items,
      scratch: { try SegmentRenderer(configuration, store: store) },
      work: { item, renderer in try renderer.render(item) },
      record: { outcomes in
        try recorder.record(
          tensors: outcomes.compactMap(\.tensorChange),
          previews: outcomes.compactMap(\.previewChange), faults: outcomes.compactMap(\.faultOfClip)
        )
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
    context.reporter.showSummary(name, unit: "segment", summary, in: context)
  }
}

/// Writes a batch of outcomes: tensors first, since previews are made of them.
private struct RenderRecorder {
  let context: StageContext
  let stage: String
  let stageRun: Int64

  func record(
    tensors: [UsageChange], previews: [UsageChange], faults: [(clip: Int64, fault: FaultRecord)]
  ) throws {
    if !tensors.isEmpty || !faults.isEmpty {
      try context.manifest.record(
        tensors, faults: faults, stage: stage, recipe: context.rows.recipes[.tensor]!, inputs: [:],
        stageRun: stageRun)
    }
    if !previews.isEmpty {
      try context.manifest.record(
        previews, faults: [], stage: "preview", recipe: context.rows.recipes[.preview]!,
        inputs: [:],
        stageRun: stageRun)
    }
  }
}

struct RenderOutcome: Sendable {
  var clip: Int64
  var segment: Int
  var tensor: NewArtefact?
  var preview: NewArtefact?
  var fault: FaultRecord?

  var tensorChange: UsageChange? { tensor.map(change) }
  var previewChange: UsageChange? { preview.map(change) }
  var faultOfClip: (clip: Int64, fault: FaultRecord)? { fault.map { (clip, $0) } }

  private func change(_ artefact: NewArtefact) -> UsageChange {
    UsageChange(
      clip: clip, firstSegment: segment, products: [.made(artefact)], isWholeClip: false)
  }
}
