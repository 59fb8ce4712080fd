import Configuration
import DataStages
import ModelStages
import Pipeline
import TestSupport
import Testing

@Suite(.serialized) struct InspectTests {
  let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
    _ = try data.run(IngestStage())
  }

  private func render() throws {
    _ = try data.run(SegmentStage())
    _ = try data.run(RenderStage())
  }

  private func fact(_ name: String, of inspection: ClipInspection) -> String? {
    inspection.facts.first { $0.name == name }?.value
  }

  @Test(arguments: ["103-1-0-0.wav", "103-1-0-0", "4"])
  func aClipIsFoundByNameAndNumber(_ clip: String) throws {
    let inspection = try ClipInspection(clip, in: data.context())
    #expect(inspection.name == "103-1-0-0.wav")
    #expect(fact("label", of: inspection) == "siren")
    #expect(fact("fold", of: inspection) == "1")
    #expect(fact("seconds", of: inspection) == "0.400")
    #expect(inspection.faults.isEmpty)
    #expect(inspection.tensors.isEmpty)
  }

  @Test func aRenderedClipNamesItsTensor() throws {
    try render()
    let inspection = try ClipInspection("103-1-0-0.wav", in: data.context())
    #expect(inspection.tensors.map(\.name) == ["tensor 0"])
    #expect(inspection.tensors.first?.value.hasPrefix("[16, 32] ") == true)
  }

  @Test func aClipSaysWhatItWasLastTakenFor() throws {
    #expect(fact("predicted", of: try ClipInspection("103-1-0-0.wav", in: data.context())) == nil)
    try data.runAll()
    let said = try data.query(
      """
      SELECT predicted || ' ' || printf('%.2f', probability) || ' by cnn4, run ' || run
      FROM predictions JOIN runs USING (run) WHERE network = 'cnn4' AND clip = '103-1-0-0.wav'
      """)
    let inspection = try ClipInspection("103-1-0-0.wav", in: data.context())
    #expect(fact("predicted", of: inspection) == said.first)
    // Under another configuration the old word stands.
    data.overrides = ["training.epochs=3"]
    let moved = try ClipInspection("103-1-0-0.wav", in: data.context())
    #expect(fact("predicted", of: moved)?.hasPrefix(said[0] + ", of another ") == true)
  }

  @Test func aFileOutsideTheDataSetIsSeenToo() throws {
    var row = data.rows[0]
    row.name = "../stranger.wav"
    row.fold = 1
    try data.writeSound(row)
    let inspection = try ClipInspection("\(data.folder)/audio/stranger.wav", in: data.context())
    #expect(inspection.name == "stranger.wav")
    #expect(fact("encoding", of: inspection) == "WAV FLOAT")
    #expect(fact("label", of: inspection) == nil)
    #expect(try inspection.picture().starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  /// Noise in the picture says nothing; that its size follows the sound's does not matter either.
  @Test func thePictureTellsClipAndFrontEnd() throws {
    let context = try data.context()
    let picture = try ClipInspection("103-1-0-0", in: context).picture()
    let text = String(decoding: picture, as: UTF8.self)
    #expect(text.contains("Title\u{0}103-1-0-0.wav"))
    #expect(text.contains("Front end\u{0}\(FrontEndCard(context.configuration).hash)"))
  }

  @Test func aFaultyClipTellsItsFault() throws {
    try data.files.write("no sound", to: "audio/\(data.rows[3].path)")
    data.waitForClock()
    _ = try data.run(IngestStage())
    let inspection = try ClipInspection("103-1-0-0", in: data.context())
    #expect(inspection.faults.map(\.category) == ["not-audio"])
    #expect(throws: (any Error).self) { try inspection.picture() }
  }

  @Test func whatIsNotThereIsAnError() throws {
    #expect(throws: InspectionError.self) { try ClipInspection("nothing", in: data.context()) }
    #expect(throws: InspectionError.self) { try ClassSheet(of: "cat", in: data.context()) }
    #expect(throws: StageError.self) { try ClassSheet(of: "siren", in: data.context()) }
  }

  @Test(arguments: [
    ("siren/yard/a.wav", "yard/a"), ("103-1-0-0.wav", "103-1-0-0"), ("sirens/b.wav", "sirens/b"),
  ])
  func aCaptionDoesNotRepeatTheClass(clip: String, caption: String) {
    #expect(ClassSheet.caption(clip, of: "siren") == caption)
  }

  @Test func aSheetShowsTheClass() throws {
    try render()
    let sheet = try ClassSheet(of: "siren", in: data.context())
    #expect(sheet.clips == data.rows.count { $0.label == 1 })
    #expect(sheet.shown == sheet.clips)
    #expect(try sheet.encoded().starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }
}
