import Audio
import Cache
import Digests
import Manifest
import Pipeline

/// One worker's decoder, with the memory that it uses again for every clip. It takes several clips at
/// once, so that the digests of their windows are taken side by side.
final class ClipSegmenter {
  private var cutter: WindowCutter
  private let writer: WaveformWriter
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
    writer = WaveformWriter(sampleCount: count, sampleRate: settings.sampleRate)
    group = ObjectGroup(
      store, as: .waveform, largestSize: WaveformFile.largestSize(sampleCount: count))
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
      let notes = try cutter.cut(
        item.path, item.stretch, file: item.file, windows: item.keys.count
      ) { window, samples in
        if group.isFull { try storeGroup() }
        let owner = Window(
          outcome: outcome, key: item.keys[window.index],
          padded: samples.count - window.signalCount)
        group.add(of: owner) { writer.write(samples, to: &$0) }
      }
      outcomes[outcome].notes = notes
    } catch let fault as AudioFault {
      group.removeLast { $0.outcome == outcome }
      outcomes[outcome].products = []
      outcomes[outcome].fault = FaultRecord(fault)
    }
  }

  private func storeGroup() throws {
    for (object, size, window) in try group.storeAll() {
      outcomes[window.outcome].products.append(
        NewArtefact(
          kind: .waveform, key: window.key, object: object, size: size,
          stageVersion: StageVersion.segment, padded: window.padded))
    }
  }
}
