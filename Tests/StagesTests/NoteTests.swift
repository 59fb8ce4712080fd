import Audio
import DataStages
import Pipeline
import TestSupport
import Testing

/// What is strange about sounds is found by whichever stage decodes them, and is no fault.
@Suite struct NoteTests {
  let data: SmallDataSet
  private static let clip = "100-0-0-0.wav"

  init() throws {
    data = try SmallDataSet()
    let opposite = noise(3_200).flatMap { [$0, -$0] }
    try data.files.write(
      opposite, to: "audio/\(data.rows[0].path)", as: SoundFormat(rate: 8_000, channels: 2))
    data.waitForClock()
  }

  /// How many clips and windows were read.
  private func run() throws -> [Int] {
    [
      try data.run(IngestStage()), try data.run(SegmentStage()), try data.run(RenderStage()),
    ]
  }

  private func notes() throws -> [String] {
    try data.query("SELECT clip || ' ' || note FROM clip_notes")
  }

  @Test(arguments: [true, false]) func areFoundByWhoeverDecodes(keepsWaveforms: Bool) throws {
    data.overrides = ["segment.keepWaveforms=\(keepsWaveforms)"]
    #expect(try run()[0] == 12)
    #expect(try notes() == ["\(Self.clip) cancelled"])
    #expect(try data.query("SELECT count(*) FROM clip_faults") == ["0"])
    #expect(try data.query("SELECT count(*) FROM tensors") == ["12"])
    // Another channel is another sound; the first is remembered.
    let before = data.overrides
    data.overrides += ["segment.channels=loudest"]
    _ = try run()
    #expect(try notes() == [])
    data.overrides = before
    #expect(try run() == [0, 0, 0])
    #expect(try notes() == ["\(Self.clip) cancelled"])
    // Other content has other notes.
    try data.writeSound(data.rows[0])
    data.waitForClock()
    _ = try run()
    #expect(try notes() == [])
  }
}
