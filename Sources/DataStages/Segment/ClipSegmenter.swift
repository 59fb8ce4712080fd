import Audio
import Cache
import Digests
import Manifest
import Pipeline

/// One worker's decoder, with the memory that it uses again for every clip. It takes several clips at
/// once, so that the digests of their windows are taken side by side.
final class ClipSegmenter {
  private var cutter: WindowCutter
  private var group: ObjectGroup<Window>
  private var outcomes: [SegmentOutcome] = []

  private struct Window {
    /// The place of its clip's outcome.
    var outcome: Int
    var key: Digest
    var padded: Int
  }

  init(settings: SegmentSettings, audio: String, store: ObjectStore) throws {
    cutter = try WindowCutter(settings, audio: audio)
    let count = settings.windowLength
    group = ObjectGroup(
      store, as: .waveform,
      head: WaveformFile.header(sampleCount: count, sampleRate: settings.sampleRate),
      bodySize: count * MemoryLayout<Float>.size)
  }

  /// Faults of a clip are an outcome; a failing disk is thrown. Clips that are not begun at an
  /// interruption have no outcome.
  func segment(_ items: ArraySlice<SegmentItem>) throws -> [SegmentOutcome] {
    outcomes = []
    for item in items where !Interruption.isRequested {
      outcomes.append(SegmentOutcome(clip: item.clip))
      try segment(item)
    }
    try storeGroup()
    return outcomes
  }

  private func segment(_ item: SegmentItem) throws {
    let outcome = outcomes.count - 1
    do {
      try cutter.cut(item.path, file: item.file, windows: item.keys.count) { window, samples in
        if group.isFull { try storeGroup() }
        group.add(
          samples.bytes,
          of: Window(
            outcome: outcome, key: item.keys[window.index],
            padded: samples.count - window.signalCount))
      }
    } catch let fault as AudioFault {
      group.removeLast { $0.outcome == outcome }
      outcomes[outcome].products = []
      outcomes[outcome].fault = FaultRecord(fault)
    }
  }

  private func storeGroup() throws {
    for (object, window) in try group.storeAll() {
      outcomes[window.outcome].products.append(
        NewArtefact(
          kind: "waveform", key: window.key, object: object, size: group.size,
          stageVersion: StageVersion.segment, padded: window.padded))
    }
  }
}
