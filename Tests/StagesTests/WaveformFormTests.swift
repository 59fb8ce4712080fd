import Audio
import DataStages
import Foundation
import TestSupport
import Testing

extension SmallDataSet {
  /// Makes some clips 16-bit PCM, whose waveforms are kept so, beside those of float32.
  func mixForms() throws {
    for index in [0, 1, 4, 5, 6, 10] {
      change(index) { $0.isPCM16 = true }
      try writeSound(rows[index])
    }
    waitForClock()
  }
}

/// Waveforms are kept as 16-bit PCM where that holds every sample, else as float32.
@Suite(.serialized) struct WaveformFormTests {
  let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
    try data.mixForms()
    _ = try data.run(IngestStage())
    #expect(try data.run(SegmentStage()) == 12)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func aClipIsKeptInTheFormOfItsSamples() throws {
    for row in data.rows {
      let source = try bytes("\(data.folder)/audio/\(row.path)")
      let path = try data.query("SELECT path FROM waveforms WHERE clip = '\(row.name)'")[0]
      let kept = try bytes("\(data.cache)/\(path)")
      // A clip of 3,200 samples in a window of 4,000.
      let (header, size) = row.isPCM16 ? (44, 2) : (58, 4)
      #expect(source.count == header + 3_200 * size)
      #expect(kept.count == header + 4_000 * size)
      let padded = source[header...] + [UInt8](repeating: 0, count: 800 * size)
      let isSame = kept[header...] == padded
      #expect(isSame, "\(row.name)")
    }
  }

  @Test func sizesAreRecordedAsTheyAre() throws {
    let expected = 6 * (44 + 2 * 4_000) + 6 * (58 + 4 * 4_000)
    #expect(
      try data.query("SELECT bytes FROM cache_usage WHERE kind = 'waveform'") == ["\(expected)"])
    #expect(try data.run(SegmentStage()) == 0, "objects of another size would be made again")
  }
}
