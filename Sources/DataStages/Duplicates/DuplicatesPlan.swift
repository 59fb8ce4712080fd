import Digests
import Manifest
import Pipeline

/// Whether the data set's sounds were compared as they are now.
package struct DuplicatesPlan: StagePlan {
  package var summary = PlanSummary(stage: "duplicates", unit: "clip")
  let clips: [SegmentCandidate]
  /// Of each clip.
  let recordings: [Int64: String]
  let key: Digest

  init(in context: StageContext) throws {
    let dataSet = context.rows.dataSet
    clips = try context.manifest.segmentCandidates(
      recipe: context.rows.recipes[.waveform]!, dataSet: dataSet, minimumSeconds: 0)
    guard !clips.isEmpty else {
      throw StageError.nothingIngested(manifest: context.manifest.path)
    }
    recordings = try context.manifest.recordings(of: dataSet)
    var key = KeyText(stage: "duplicates", version: StageVersion.duplicates)
    for clip in clips {
      key.add(clip.name, clip.file.source)
      key.add("recording", recordings[clip.clip] ?? "")
      if let stretch = clip.stretch {
        key.add("stretch", "\(stretch.lowerBound) \(stretch.upperBound)")
      }
    }
    self.key = key.digest
    let known = try context.manifest.duplicatesKey(of: dataSet)
    if known == self.key && !context.request.isForced {
      summary.upToDate = clips.count
    } else {
      let reason: Reason =
        context.request.isForced ? .forced : known == nil ? .new : .contentChanged
      for _ in clips { summary.add(reason) }
    }
  }

  var isDone: Bool { summary.upToDate == clips.count }
}
