import Audio
import DataStages
import Glibc
import Manifest
import Pipeline
import TensorFiles
import TestSupport
import Testing

/// Render cuts clips itself where waveforms are not kept: the same tensors under the same keys.
@Suite(.serialized) struct UnkeptWaveformTests {
  let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
  }

  private static let unkept = "segment.keepWaveforms=false"

  private func render(_ overrides: String...) throws -> (segmented: Int, rendered: Int) {
    data.overrides = overrides
    return (try data.run(SegmentStage()), try data.run(RenderStage()))
  }

  private func objects(_ view: String) throws -> [String] {
    try data.query("SELECT clip || ' ' || segment || ' ' || path FROM \(view) ORDER BY 1")
  }

  private func artefacts(_ kind: String) throws -> Int {
    try Int(data.query("SELECT count(*) FROM artefact WHERE kind = '\(kind)'")[0])!
  }

  /// Of clips of 0.4 s: one padded window; or four whole ones; or a window and a shorter one that is
  /// padded with the signal again.
  @Test(arguments: [
    [], ["segment.seconds=0.1", "spectrogram.hopLength=32"],
    ["segment.seconds=0.3", "segment.padding=repeat"],
  ])
  func theTensorsAreThoseOfKeptWaveforms(_ overrides: [String]) throws {
    try data.mixForms()
    _ = try data.run(IngestStage())
    data.overrides = overrides + [Self.unkept]
    #expect(try data.run(SegmentStage()) == 0)
    #expect(try data.run(RenderStage()) >= 12)
    #expect(try artefacts("waveform") == 0)
    let (tensors, previews) = (try objects("tensors"), try objects("previews"))

    let other = try SmallDataSet()
    try other.mixForms()
    other.overrides = overrides
    _ = try other.run(IngestStage())
    _ = try other.run(SegmentStage())
    _ = try other.run(RenderStage())
    let query = "SELECT clip || ' ' || segment || ' ' || path FROM"
    #expect(try tensors == other.query("\(query) tensors ORDER BY 1"))
    #expect(try previews == other.query("\(query) previews ORDER BY 1"))
    #expect(
      try data.query("SELECT padded FROM tensors ORDER BY clip, segment")
        == other.query("SELECT padded FROM tensors ORDER BY clip, segment"))
  }

  @Test func switchingRendersNothingAgain() throws {
    try data.runAll()
    data.overrides = [Self.unkept]
    #expect(try data.runAll() == Counts())
    data.overrides = []
    #expect(try data.runAll() == Counts())
  }

  @Test func keepingThemLaterOnlySegments() throws {
    data.overrides = [Self.unkept]
    #expect(try data.runAll() == Counts(ingest: 12, render: 12, train: 9, evaluate: 9))
    data.overrides = []
    #expect(try data.runAll() == Counts(segment: 12))
  }

  @Test func onlyWhatIsMissingIsCutAgain() throws {
    _ = try data.run(IngestStage())
    #expect(try render(Self.unkept) == (0, 12))
    let path = try data.query("SELECT path FROM tensors WHERE clip = '\(data.rows[4].name)'")[0]
    unlink("\(data.cache)/\(path)")
    #expect(try render(Self.unkept) == (0, 1))
    #expect(try render(Self.unkept) == (0, 0))
  }

  @Test func aPreviewIsDrawnFromItsTensor() throws {
    _ = try data.run(IngestStage())
    #expect(try render(Self.unkept) == (0, 12))
    for row in data.rows { unlink("\(data.folder)/audio/\(row.path)") }
    #expect(try render(Self.unkept, "preview.colormap=magma") == (0, 12))
    #expect(try artefacts("preview") == 24)
  }

  @Test func aFaultIsSegmentsAndGoesWhenMended() throws {
    let sound = data.rows[2]
    var samples = [Float](repeating: 0.25, count: 3200)
    samples[1000] = .nan
    try data.files.write(
      WaveformFile.bytes(samples, sampleRate: 8000), to: "audio/\(sound.path)")
    data.waitForClock()
    _ = try data.run(IngestStage())
    _ = try render(Self.unkept)
    let faults = "SELECT clip || ' ' || category || ' ' || stage FROM clip_faults"
    #expect(try data.query(faults) == ["\(sound.name) not-finite segment"])
    #expect(try data.query("SELECT count(*) FROM tensors") == ["11"])
    #expect(try render(Self.unkept) == (0, 0), "such a fault lasts as long as the content")
    #expect(try render() == (11, 0), "and is known to segment")

    try data.writeSound(sound)
    data.waitForClock()
    _ = try data.run(IngestStage())
    #expect(try render(Self.unkept) == (0, 1))
    #expect(try data.query(faults).isEmpty)
  }

  @Test func aFaultThatDoesNotLastIsTriedAgain() throws {
    _ = try data.run(IngestStage())
    let path = "\(data.folder)/audio/\(data.rows[2].path)"
    rename(path, path + ".away")
    _ = try render(Self.unkept)
    #expect(try data.query("SELECT category FROM clip_faults") == ["missing"])
    rename(path + ".away", path)
    _ = try data.run(IngestStage())
    #expect(try render(Self.unkept) == (0, 1))
    #expect(try data.query("SELECT category FROM clip_faults").isEmpty)
  }
}
