import Audio
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
  /// Nil where it has to be cut from the clip's file.
  var waveform: StoredArtefact?
  var tensorKey: Digest
  /// The tensor, where only its preview is wanted.
  var tensor: StoredArtefact?
  var wantsPreview: Bool
}

/// A clip whose windows are rendered as they are cut, because waveforms are not kept.
package struct UncutClip: Sendable {
  var clip: Int64
  var path: String
  var file: ExaminedFile
  /// The part of the file that the clip is; nil: the whole.
  var stretch: Stretch?
  var windowCount: Int
  /// Whether an earlier try found something wrong with it.
  var hasFault: Bool
  /// Those of its windows that are wanted.
  var windows: [RenderItem] = []
}

/// Which windows have to be rendered or drawn, and why.
package struct RenderPlan: StagePlan {
  package var summary = PlanSummary(stage: "render", unit: "segment")
  var items: [RenderItem] = []
  var uncut: [UncutClip] = []
  /// What the work on uncut clips is done from, by clip.
  var sources: [Int64: Digest] = [:]
  /// Uncut clips that are known not to give windows.
  var knownFaults = 0
  /// Windows whose tensors and previews are known by their keys.
  var foundTensors: [UsageChange] = []
  var foundPreviews: [UsageChange] = []

  init(in context: StageContext) throws {
    let recipes = Recipes(context.configuration)
    let candidates =
      context.configuration.keepsWaveforms
      ? try cutCandidates(recipes, in: context) : try uncutCandidates(recipes, in: context)
    let pending = candidates.map {
      (candidate: $0, key: recipes.tensorKey(waveform: $0.waveformKey))
    }
    .filter { context.takes($0.key) }
    if !pending.isEmpty { try sort(pending, recipes, in: context) }
    uncut.removeAll { $0.windows.isEmpty }
  }

  /// The windows of the cache that are not rendered, or not drawn.
  private mutating func cutCandidates(
    _ recipes: Recipes, in context: StageContext
  ) throws -> [RenderCandidate] {
    let (rows, manifest) = (context.rows, context.manifest)
    let preview = context.configuration.preview != nil ? rows.recipes[.preview] : nil
    let windows = try manifest.renderedWindows(
      waveform: rows.recipes[.waveform]!, tensor: rows.recipes[.tensor]!, preview: preview,
      dataSet: rows.dataSet)
    guard !windows.isEmpty else { throw StageError.nothingSegmented(manifest: manifest.path) }
    let unfinished = try Self.unfinished(windows, recipes, in: context)
    summary.upToDate = windows.count - unfinished.count
    guard !unfinished.isEmpty else { return [] }
    return try manifest.renderCandidates(
      waveform: rows.recipes[.waveform]!, tensor: rows.recipes[.tensor]!, preview: preview,
      dataSet: rows.dataSet, wanted: Set(unfinished))
  }

  private static func unfinished(
    _ windows: [RenderedWindow], _ recipes: Recipes, in context: StageContext
  ) throws -> [WindowName] {
    if context.request.isForced { return windows.map(\.name) }
    let store = context.store
    let wantsPreviews = context.configuration.preview != nil
    return try context.pool.map(windows) { share in
      var unfinished: [WindowName] = []
      for window in share {
        let isWhole =
          if let key = window.tensorKey, let tensor = window.tensor {
            try key == recipes.tensorKey(waveform: window.waveformKey)
              && store.holds(tensor.object, .tensor, size: tensor.size)
          } else {
            false
          }
        let isDrawn =
          try !wantsPreviews
          || window.preview.map { try store.holds($0.object, .picture, size: $0.size) } ?? false
        if !(isWhole && isDrawn) { unfinished.append(window.name) }
      }
      return unfinished
    }
  }

  /// The windows that the clips of ingest are going to give, known from their headers alone; those
  /// that are rendered and drawn are left out.
  private mutating func uncutCandidates(
    _ recipes: Recipes, in context: StageContext
  ) throws -> [RenderCandidate] {
    let settings = context.configuration.segment
    let clips = try context.manifest.segmentCandidates(
      recipe: context.rows.recipes[.waveform]!, dataSet: context.rows.dataSet,
      minimumSeconds: settings.minimumSeconds)
    guard !clips.isEmpty else { throw StageError.nothingIngested(manifest: context.manifest.path) }
    let tensors = try context.manifest.artefacts(of: context.rows.recipes[.tensor]!)
    let previews = try context.manifest.artefacts(of: context.rows.recipes[.preview]!)
    let candidates = clips.flatMap { clip -> [RenderCandidate] in
      if clip.hasLastingFault && !context.request.isForced {
        knownFaults += 1
        return []
      }
      let count = settings.windowCount(of: clip.audioHeader)
      uncut.append(
        UncutClip(
          clip: clip.clip, path: clip.path, file: clip.file, stretch: clip.cut, windowCount: count,
          hasFault: clip.fault != nil))
      sources[clip.clip] = clip.file.source
      return (0..<count).map { segment in
        RenderCandidate(
          clip: clip.clip, name: clip.name, segment: segment, revisions: clip.revisions,
          waveformKey: recipes.waveformKey(
            source: clip.file.source, decoder: clip.audioHeader.decoder, frames: clip.cutFrames,
            segment: segment),
          waveform: nil, tensor: tensors[clip.clip]?[segment],
          preview: previews[clip.clip]?[segment])
      }
    }
    let unfinished = Set(
      try Self.unfinished(candidates.map(RenderedWindow.init), recipes, in: context))
    summary.upToDate = candidates.count - unfinished.count
    return candidates.filter { unfinished.contains($0.window) }
  }

  private mutating func sort(
    _ pending: [(candidate: RenderCandidate, key: Digest)], _ recipes: Recipes,
    in context: StageContext
  ) throws {
    let wantsPreviews = context.configuration.preview != nil
    let tensors = try context.manifest.artefacts(.tensor, withKeys: pending.map(\.key))
      .filter { try context.store.holds($0.value, .tensor) }
    let previewKeys = pending.map { candidate, key in
      tensors[key].map {
        recipes.previewKey(
          tensor: $0.object, clip: candidate.name, segment: candidate.segment)
      }
    }
    let knownKeys = previewKeys.compactMap(\.self)
    let previews = try context.manifest.artefacts(.preview, withKeys: knownKeys)
      .filter { try context.store.holds($0.value, .picture) }
    let tensorReasons = try RerunReasons(.tensor, in: context)
    let previewReasons = try RerunReasons(.preview, in: context)
    let shape = context.configuration.tensorShape
    let size = context.configuration.tensorHeader.count + context.configuration.tensorByteCount
    let places = Dictionary(uniqueKeysWithValues: zip(uncut.lazy.map(\.clip), uncut.indices))
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
      let item = RenderItem(
        clip: candidate.clip, name: candidate.name, segment: candidate.segment,
        waveform: candidate.waveform, tensorKey: key, tensor: tensor,
        wantsPreview: wantsPreviews && preview == nil)
      if tensor == nil, candidate.waveform == nil, let place = places[candidate.clip] {
        uncut[place].windows.append(item)
      } else {
        items.append(item)
      }
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

/// What a worker takes up at once.
enum RenderWork: Sendable {
  case window(RenderItem)
  case clip(UncutClip)
}

extension RenderPlan {
  var work: [RenderWork] { items.map(RenderWork.window) + uncut.map(RenderWork.clip) }
}

extension UsageChange {
  fileprivate init(_ candidate: RenderCandidate, _ artefact: StoredArtefact) {
    self.init(
      clip: candidate.clip, firstSegment: candidate.segment, products: [.found(artefact.id)],
      isWholeClip: false)
  }
}

extension RenderCandidate {
  fileprivate var window: WindowName { WindowName(clip: clip, segment: segment) }
}

extension RenderedWindow {
  fileprivate init(_ candidate: RenderCandidate) {
    self.init(
      name: candidate.window, waveformKey: candidate.waveformKey,
      tensorKey: candidate.tensor?.key, tensor: candidate.tensor.map(RecordedObject.init),
      preview: candidate.preview.map(RecordedObject.init))
  }
}

extension RecordedObject {
  fileprivate init(_ artefact: StoredArtefact) {
    self.init(object: artefact.object, size: artefact.size)
  }
}

extension ObjectStore {
  fileprivate func holds(_ artefact: StoredArtefact, _ kind: ObjectKind) throws -> Bool {
    try holds(artefact.object, kind, size: artefact.size)
  }
}
