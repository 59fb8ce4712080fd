import Audio
import Cache
import Manifest
import Pipeline

/// The windows of clips as segment cuts them: from the cache where they are kept, else from the clips' files.
/// One worker's, with the memory that it uses again for every window.
package final class ClipWindows {
  private var cutter: WindowCutter
  private let windowLength: Int
  private let store: ObjectStore
  private var samples: [Float] = []

  package init(in context: StageContext) throws {
    let configuration = context.configuration
    cutter = try WindowCutter(configuration.segment, audio: configuration.dataset.audio)
    windowLength = configuration.segment.windowLength
    store = context.store
  }

  /// A clip, and its windows as far as they are kept.
  package struct Source: Sendable {
    fileprivate let clip: SegmentCandidate
    fileprivate let kept: [Int: StoredArtefact]
  }

  /// What it takes to read some clips.
  ///
  /// - Returns: By the clip's row.
  package static func sources(
    of clips: Set<Int64>, in context: StageContext
  ) throws -> [Int64: Source] {
    let recipe = context.rows.recipes[.waveform]!
    let kept = try context.manifest.artefacts(of: recipe)
    let candidates = try context.manifest.segmentCandidates(
      recipe: recipe, dataSet: context.rows.dataSet,
      minimumSeconds: context.configuration.segment.minimumSeconds, wanted: clips)
    return Dictionary(
      uniqueKeysWithValues: candidates.map {
        ($0.clip, Source(clip: $0, kept: kept[$0.clip] ?? [:]))
      })
  }

  /// Calls `body` with those of a clip's windows that are wanted, in their order, each with its number and
  /// its sound, without padding.
  ///
  /// - Throws: `AudioFault` where the clip is not what ingest found; what `body` throws.
  package func read(
    _ source: Source, wanted: [Int], _ body: (_ segment: Int, _ sound: [Float]) throws -> Void
  ) throws {
    if let windows = keptWindows(of: source, wanted) {
      for (segment, window) in zip(wanted, windows) {
        let path = store.absolutePath(of: window.object, .waveform)
        try WaveformFile.read(path: path, into: &samples)
        try body(segment, Array(samples.prefix(windowLength - (window.padded ?? 0))))
      }
      return
    }
    let clip = source.clip
    let count = (wanted.max() ?? 0) + 1
    _ = try cutter.cut(clip.path, clip.cut, file: clip.file, windows: .max) { window, samples in
      guard window.index < count, wanted.contains(window.index) else { return }
      try body(window.index, (0..<window.signalCount).map { samples[$0] })
    }
  }

  /// Nil where one was not kept, or is gone.
  private func keptWindows(of source: Source, _ wanted: [Int]) -> [StoredArtefact]? {
    let windows = wanted.compactMap { source.kept[$0] }
    let areThere = windows.allSatisfy {
      (try? store.holds($0.object, .waveform, size: $0.size)) ?? false
    }
    return windows.count == wanted.count && areThere ? windows : nil
  }
}
