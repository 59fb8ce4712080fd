import Audio
import CSndfile
import DataStages
import Foundation
import Pipeline
import TestSupport
import Testing

/// What earlier decoders read is not taken for what is read now.
@Suite struct DecoderTests {
  let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
    let mp3 = SoundFormat(
      container: Int(SF_FORMAT_MPEG), encoding: Int(SF_FORMAT_MPEG_LAYER_III), rate: 44_100)
    try data.files.write(noise(20_000), to: "audio/\(data.rows[0].path)", as: mp3)
    let ogg = SoundFormat(
      container: Int(SF_FORMAT_OGG), encoding: Int(SF_FORMAT_VORBIS), rate: 44_100)
    let stream = try Data(
      contentsOf: URL(fileURLWithPath: data.files.write(noise(20_000), to: "a", as: ogg)))
    try data.files.write(stream + stream, to: "audio/\(data.rows[1].path)")
    try data.files.write(stream, to: "audio/\(data.rows[2].path)")
    data.waitForClock()
  }

  /// As a manifest is that was written when libsndfile read all files.
  private func makeOld() throws {
    try data.execute(
      """
      UPDATE clip SET frames = 20000, encoding = 'OGG VORBIS' WHERE name = '\(data.rows[1].name)';
      UPDATE clip SET frames = 19000 WHERE name = '\(data.rows[0].name)';
      DELETE FROM grdb_migrations WHERE identifier = '6 notes and decoders';
      DROP TABLE note;
      """)
  }

  @Test func filesThatAreDecodedAnewAreExaminedOnceMore() throws {
    _ = try data.run(IngestStage())
    _ = try data.run(SegmentStage())
    #expect(
      try data.query("SELECT frames FROM clips LIMIT 3") == ["20000", "40000", "20000"])
    #expect(
      try data.query("SELECT encoding FROM clips LIMIT 3")
        == ["MPEG MPEG_LAYER_III", "OGG VORBIS (joined)", "OGG VORBIS"])
    try makeOld()
    #expect(try data.run(IngestStage()) == 3, "MPEG and Ogg, and no WAV")
    #expect(
      try data.query("SELECT frames FROM clips LIMIT 3") == ["20000", "40000", "20000"])
    #expect(try data.query("SELECT count(DISTINCT clip) FROM waveforms") == ["10"])
    #expect(try data.run(SegmentStage()) == 0, "what has the right key is found")
    #expect(try data.query("SELECT count(DISTINCT clip) FROM waveforms") == ["12"])
    #expect(try data.run(IngestStage()) == 0)
  }
}
