import Cache
import Configuration
import Digests
import Manifest
import Pipeline
import TensorFiles

/// A window to render, or a tensor to draw.
package struct RenderItem: Sendable {
  var clip: Int64
  var name: String
  var segment: Int
  var waveform: Digest
  /// Samples of the waveform that are padding.
  var padded: Int?
  var tensorKey: Digest
  /// The tensor, where only its preview is wanted.
  var tensor: StoredArtefact?
  var wantsPreview: Bool
}

/// Which windows have to be rendered or drawn, and why.
package struct RenderPlan: StagePlan {
  package var summary = PlanSummary(stage: "render", unit: "segment")
  var items: [RenderItem] = []
  /// Windows whose tensors and previews are known by their keys.
  var foundTensors: [UsageChange] = []
  var foundPreviews: [UsageChange] = []

  init(in context: StageContext) throws {
    let recipes = Recipes(context.configuration)
    let wantsPreviews = context.configuration.preview != nil
    let candidates = try context.manifest.renderCandidates(
      waveform: context.rows.recipes[.waveform]!, tensor: context.rows.recipes[.tensor]!,
      preview: wantsPreviews ? context.rows.recipes[.preview]! : nil)
    guard !candidates.isEmpty else {
      throw StageError.nothingSegmented(manifest: context.manifest.path)
    }
    var pending: [(candidate: RenderCandidate, key: Digest)] = []
    for candidate in candidates {
      let key = recipes.tensorKey(waveform: candidate.waveform.key)
      let isWhole =
        candidate.tensor.map { $0.key == key && context.store.holds($0, .tensor) } ?? false
      let isDrawn =
        !wantsPreviews || candidate.preview.map { context.store.holds($0, .picture) } ?? false
      if isWhole && isDrawn && !context.request.isForced {
        summary.upToDate += 1
      } else if context.takes(key) {
        pending.append((candidate, key))
      }
    }
    guard !pending.isEmpty else { return }
    try sort(pending, recipes, in: context)
  }

  private mutating func sort(
    _ pending: [(candidate: RenderCandidate, key: Digest)], _ recipes: Recipes,
    in context: StageContext
  ) throws {
    let wantsPreviews = context.configuration.preview != nil
    let tensors = try context.manifest.artefacts(withKeys: pending.map(\.key))
      .filter { context.store.holds($0.value, .tensor) }
    let previewKeys = pending.map { candidate, key in
      tensors[key].map {
        recipes.previewKey(
          tensor: $0.object, clip: candidate.name, segment: candidate.segment)
      }
    }
    let previews = try context.manifest.artefacts(withKeys: previewKeys.compactMap { $0 })
      .filter { context.store.holds($0.value, .picture) }
    let tensorReasons = try RerunReasons(.tensor, in: context)
    let previewReasons = try RerunReasons(.preview, in: context)
    let shape = context.configuration.tensorShape
    let size = NpyArray.header(shape: shape.dimensions).count + 4 * shape.count
    for (index, (candidate, key)) in pending.enumerated() {
      let tensor = context.request.isForced ? nil : tensors[key]
      let preview = context.request.isForced ? nil : previewKeys[index].flatMap { previews[$0] }
      if let tensor, candidate.tensor?.id != tensor.id {
        foundTensors.append(UsageChange(candidate, tensor))
      }
      if let preview, candidate.preview?.id != preview.id {
        foundPreviews.append(UsageChange(candidate, preview))
      }
      guard tensor == nil || (wantsPreviews && preview == nil) else {
        summary.upToDate += 1
        continue
      }
      items.append(
        RenderItem(
          clip: candidate.clip, name: candidate.name, segment: candidate.segment,
          waveform: candidate.waveform.object, padded: candidate.waveform.padded, tensorKey: key,
          tensor: tensor,
          wantsPreview: wantsPreviews && preview == nil))
      summary.bytes += tensor == nil ? size : 0
      // An upper bound: compression leaves about half of it.
      summary.bytes += wantsPreviews && preview == nil ? shape.count : 0
      let reasons = tensor == nil ? tensorReasons : previewReasons
      let isMissing = tensor == nil ? candidate.tensor?.key == key : candidate.preview != nil
      summary.add(
        reasons.reason(
          clip: candidate.clip, revisions: candidate.revisions, isObjectMissing: isMissing))
    }
  }
}

extension UsageChange {
  fileprivate init(_ candidate: RenderCandidate, _ artefact: StoredArtefact) {
    self.init(
      clip: candidate.clip, firstSegment: candidate.segment, products: [.found(artefact.id)],
      isWholeClip: false)
  }
}

extension ObjectStore {
  fileprivate func holds(_ artefact: StoredArtefact, _ kind: ObjectKind) -> Bool {
    holds(artefact.object, kind, size: artefact.size)
  }
}
