import Audio
import Cache
import Digests
import Manifest
import Pipeline

/// Which clips have to be segmented, and why.
package struct SegmentPlan: StagePlan {
  package var summary = PlanSummary(stage: "segment", unit: "clip")
  var items: [SegmentItem] = []
  /// Clips whose windows are all known by their keys, under another name or recipe.
  var found: [UsageChange] = []
  /// What the work is done from, by clip.
  var sources: [Int64: Digest] = [:]
  /// Clips that are known not to give windows under this recipe.
  var knownFaults = 0

  init(in context: StageContext) throws {
    let recipe = context.rows.recipes[.waveform]!
    let settings = context.configuration.segment
    let clips = try context.manifest.segmentedClips(
      recipe: recipe, dataSet: context.rows.dataSet, minimumSeconds: settings.minimumSeconds)
    guard !clips.isEmpty else {
      throw StageError.nothingIngested(manifest: context.manifest.path)
    }
    let unfinished = try Self.unfinished(clips, in: context)
    summary.upToDate = clips.count - unfinished.count
    guard !unfinished.isEmpty else { return }
    let candidates = try context.manifest.segmentCandidates(
      recipe: recipe, dataSet: context.rows.dataSet, minimumSeconds: settings.minimumSeconds,
      wanted: unfinished)
    let recipes = Recipes(context.configuration)
    var pending: [(candidate: SegmentCandidate, keys: [Digest])] = []
    for candidate in candidates {
      if candidate.hasLastingFault && !context.request.isForced {
        knownFaults += 1
        continue
      }
      let keys = (0..<settings.windowCount(of: candidate.audioHeader)).map {
        recipes.waveformKey(
          source: candidate.file.source, decoder: candidate.audioHeader.decoder,
          frames: candidate.cutFrames, segment: $0)
      }
      if context.takes(keys[0]) { pending.append((candidate, keys)) }
    }
    guard !pending.isEmpty else { return }
    try sort(pending, in: context)
  }

  /// Tells the clips whose windows are known from those that must be decoded.
  private mutating func sort(
    _ pending: [(candidate: SegmentCandidate, keys: [Digest])], in context: StageContext
  ) throws {
    let known = try context.manifest.artefacts(.waveform, withKeys: pending.flatMap(\.keys))
    let reasons = try RerunReasons(.waveform, in: context)
    let size = WaveformFile.largestSize(sampleCount: context.configuration.segment.windowLength)
    for (candidate, keys) in pending {
      sources[candidate.clip] = candidate.file.source
      let artefacts = keys.compactMap { known[$0] }
      if artefacts.count == keys.count, !context.request.isForced,
        try artefacts.allSatisfy({ try context.store.holds($0.object, .waveform, size: $0.size) })
      {
        found.append(
          UsageChange(
            clip: candidate.clip, firstSegment: 0, products: artefacts.map { .found($0.id) },
            isWholeClip: true))
        summary.upToDate += 1
        continue
      }
      items.append(
        SegmentItem(
          clip: candidate.clip, name: candidate.name, path: candidate.path, file: candidate.file,
          stretch: candidate.cut, keys: keys))
      summary.bytes += keys.count * size
      summary.add(
        candidate.fault.map { .retry(category: $0.category) }
          ?? reasons.reason(
            clip: candidate.clip, revisions: candidate.revisions,
            isObjectMissing: artefacts.count == keys.count))
    }
  }

  /// The clips that lack a window, or its object.
  private static func unfinished(
    _ clips: [SegmentedClip], in context: StageContext
  ) throws -> Set<Int64> {
    if context.request.isForced { return Set(clips.map(\.clip)) }
    let settings = context.configuration.segment
    let store = context.store
    let unfinished = try context.pool.map(clips) { share in
      var unfinished: [Int64] = []
      for clip in share {
        let isWhole =
          try clip.waveforms.count == settings.windowCount(of: AudioHeader(clip.header))
          && clip.waveforms.allSatisfy { try store.holds($0.object, .waveform, size: $0.size) }
        if !isWhole { unfinished.append(clip.clip) }
      }
      return unfinished
    }
    return Set(unfinished)
  }
}

extension SegmentCandidate {
  /// Candidates are clips with a header that ingest could read.
  var audioHeader: AudioHeader { AudioHeader(file.header!) }

  /// The part of the file that the clip is; nil: the whole.
  var cut: Stretch? { stretch.map { Stretch(start: $0.lowerBound, end: $0.upperBound) } }

  /// The same in frames of the file.
  var cutFrames: Range<Int>? {
    stretch.map {
      let first = Int(($0.lowerBound * Double(audioHeader.sampleRate)).rounded())
      return first..<first + audioHeader.frames
    }
  }

  /// Whether only other content would mend what is wrong; other faults are tried again.
  var hasLastingFault: Bool {
    fault.map { ["not-audio", "not-finite", "empty", "too-short"].contains($0.category) } ?? false
  }
}

extension AudioHeader {
  init(_ header: ExaminedFile.Header) {
    self.init(
      sampleRate: header.sampleRate, channels: header.channels, frames: header.frames,
      encoding: header.encoding)
  }
}
