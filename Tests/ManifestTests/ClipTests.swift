import Digests
import Manifest
import TestSupport
import Testing

/// What becomes of a clip when its row or its file changes.
@Suite struct ClipTests {
  let test: TestManifest
  var manifest: ManifestDatabase { test.manifest }

  init() throws {
    test = try TestManifest()
  }

  private func clip() throws -> SegmentCandidate { try #require(try test.candidates().first) }

  /// A disk that is not connected costs nobody what was computed.
  @Test func whatWasMadeOfAFileThatIsNotThereIsKeptForIt() throws {
    try test.ingest("x.wav", "one")
    try test.recordWaveforms(clip(), count: 2)
    try test.ingest("x.wav", fault: "missing", "one")
    #expect(try test.candidates().isEmpty)
    #expect(try test.query("SELECT count(*) FROM waveforms") == ["0"])
    #expect(try manifest.absentClips() == 1)
    #expect(try manifest.artefacts().map(\.isReachable) == [true, true])
    try test.ingest("x.wav", fault: "unreadable", "one")
    #expect(try manifest.absentClips() == 1, "nor is it seen now")
    try test.ingest("x.wav", "one")
    #expect(try test.waveforms().map(\.count) == [2])
    #expect(try manifest.absentClips() == 0)
  }

  @Test(arguments: [("missing", 1), ("not-audio", 0)])
  func whatIsWrongWithTheContentLetsGo(category: String, kept: Int) throws {
    try test.ingest("x.wav", "one")
    try test.recordWaveforms(clip(), count: 1)
    try test.ingest("x.wav", fault: category, "one")
    #expect(try manifest.absentClips() == kept)
  }

  @Test func aFileThatIsBackWithOtherContentLetsGo() throws {
    try test.ingest("x.wav", "one")
    try test.recordWaveforms(clip(), count: 2)
    try test.ingest("x.wav", fault: "missing", "one")
    try test.ingest("x.wav", "two")
    #expect(try test.waveforms().map(\.count) == [0])
    #expect(try manifest.absentClips() == 0)
  }

  @Test func absentClipsAreForgottenWhereSomebodyAsks() throws {
    try test.ingest("x.wav", "one")
    try test.recordWaveforms(clip(), count: 2)
    try test.ingest("x.wav", fault: "missing", "one")
    try manifest.forgetAbsentClips()
    #expect(try manifest.artefacts().map(\.isReachable) == [false, false])
  }

  /// A newer decoder finds more in the same bytes.
  @Test func otherFramesInTheSameBytesAreOtherContent() throws {
    try test.ingest("x.wav", "one")
    try test.recordWaveforms(clip(), count: 1)
    try test.ingest("x.wav", "one", frames: 44_200)
    #expect(try clip().revisions == 1)
    #expect(try test.waveforms().map(\.count) == [0])
  }

  /// Only where they say what is cut out of the file; UrbanSound8K's are facts.
  @Test(arguments: [(true, 0), (false, 1)])
  func anotherStretchIsOtherContent(isCut: Bool, kept: Int) throws {
    func ingest(from start: Double) throws {
      try manifest.record(
        [
          ClipChange(
            position: 0, listing: test.listing("x", start: start, end: 1.5, isCut: isCut),
            file: test.file("one"), frames: 22_050, fault: nil)
        ], in: test.dataSet)
    }
    try ingest(from: 0.5)
    try test.recordWaveforms(clip(), count: 1)
    try ingest(from: 0.5)
    #expect(try test.waveforms().map(\.count) == [1])
    try ingest(from: 0.75)
    #expect(try test.waveforms().map(\.count) == [kept])
    #expect(try clip().stretch == (isCut ? 0.75...1.5 : nil))
    #expect(try clip().file.header?.frames == 22_050, "those of the clip")
    let known = try #require(try manifest.clips(of: test.dataSet).first)
    #expect(known.file?.header?.frames == (isCut ? 44_100 : 22_050), "those of the file")
  }

  @Test func anOpenEndIsTheFiles() throws {
    try manifest.record(
      [
        ClipChange(
          position: 0, listing: test.listing("x", start: nil, end: nil, isCut: true),
          file: test.file("one"), frames: 44_100, fault: nil)
      ], in: test.dataSet)
    #expect(try clip().stretch == 0...2)
  }

  @Test func notesGoWithTheContent() throws {
    func note(_ clip: SegmentCandidate) throws {
      try manifest.record(
        [
          UsageChange(
            clip: clip.clip, firstSegment: 0, products: [], isWholeClip: false,
            notes: [NoteRecord(note: "silent", message: "All of it is 0.")])
        ], faults: [], stage: "segment", recipe: test.rows.recipes[.waveform]!,
        inputs: [clip.clip: clip.file.source], stageRun: try test.stageRun())
    }
    try test.ingest("x.wav", "one")
    let first = try clip()
    try note(first)
    try note(first)
    #expect(try manifest.noteCounts().map(\.clips) == [1])
    #expect(try manifest.notes(of: "x.wav").map(\.note) == ["silent"])
    try test.ingest("x.wav", "two")
    #expect(try manifest.notes(of: "x.wav").isEmpty)
  }

  @Test func clipsAreInTheMetadatasOrderAndExamplesInThatOfNames() throws {
    for (position, name) in ["b", "a", "c"].enumerated() {
      try test.ingest(name, "content of \(name)", at: position)
    }
    let clips = try test.candidates()
    #expect(clips.map(\.name) == ["b", "a", "c"])
    for clip in clips {
      let tensors = (0..<2).map { test.artefact(.tensor, "\(clip.name) \($0)") }
      try test.record(.tensor, clip, tensors)
    }
    try manifest.movePositions([(clips[0].clip, 2), (clips[2].clip, 0)])
    #expect(try test.candidates().map(\.name) == ["c", "a", "b"])
    let tensor = test.rows.recipes[.tensor]!
    let examples = try manifest.examples(tensor: tensor, dataSet: test.dataSet)
    #expect(examples.map(\.name) == ["a", "a", "b", "b", "c", "c"])
    #expect(examples.map(\.segment) == [0, 1, 0, 1, 0, 1])
    #expect(examples.allSatisfy { $0.seconds == 2 && $0.bands == 3 && $0.frames == 5 })
    let identities = try manifest.exampleIdentities(tensor: tensor, dataSet: test.dataSet)
    #expect(identities.map(\.object) == examples.map(\.object), "keys are made of the same")
    #expect(identities.map(\.segment) == examples.map(\.segment))
  }

  @Test func clipsToRenderAreThoseThatCanBeAndAreNot() throws {
    for (position, name) in ["done", "open", "faulty", "short"].enumerated() {
      try test.ingest(name, name, frames: name == "short" ? 22_050 : 44_100, at: position)
    }
    let clips = try test.candidates()
    #expect(try test.candidates(minimumSeconds: 1.5).map(\.name) == ["done", "open", "faulty"])
    #expect(try test.candidates(wanted: [clips[1].clip]).map(\.name) == ["open"])
    try test.record(.tensor, clips[0], [test.artefact(.tensor, "done")])
    func toRender() throws -> Int {
      try manifest.clipsToRender(test.rows, minimumSeconds: 1.5)
    }
    #expect(try toRender() == 2)
    try manifest.record(
      [], faults: [(clips[2].clip, FaultRecord(category: "not-finite", message: ""))],
      stage: "segment", recipe: test.rows.recipes[.waveform]!, inputs: [:],
      stageRun: try test.stageRun())
    #expect(try toRender() == 1)
    // A fault of another configuration's says nothing of this one.
    let other = try manifest.use(
      ConfigurationRecord(
        digest: Digest(of: "b"), json: "{}", dataSet: test.dataSet, minimumSeconds: 0,
        recipes: [.waveform: "other", .tensor: "other"]), at: 2)
    #expect(try manifest.clipsToRender(other, minimumSeconds: 1.5) == 3)
  }

  @Test func eachDataSetHasItsOwnClips() throws {
    try test.ingest("x.wav", "one")
    let other = try manifest.dataSet(identity: "elsewhere", name: "other")
    #expect(other != test.dataSet)
    #expect(try manifest.clips(of: other).isEmpty)
    #expect(try manifest.classes(of: other).isEmpty)
    #expect(try manifest.dataSet(identity: "here", name: "another name") == test.dataSet)
    #expect(try manifest.classes(of: test.dataSet) == ["bark", "siren"])
  }

  /// Runs know folds by number.
  @Test func aWordKeepsItsNumber() throws {
    let first = try manifest.foldNumbers(["train", "test"], of: test.dataSet)
    #expect(first == [1: "train", 2: "test"])
    try manifest.setFoldNames(first, of: test.dataSet)
    let second = try manifest.foldNumbers(["valid", "test"], of: test.dataSet)
    #expect(second == [2: "test", 3: "valid"])
    try manifest.setFoldNames(second, of: test.dataSet)
    #expect(try manifest.foldNames(of: test.dataSet) == second)
    try test.ingest("x.wav", "one", fold: 2)
    try test.ingest("y.wav", "one", fold: 3, at: 1)
    #expect(try test.query("SELECT fold FROM clips") == ["test", "valid"])
    #expect(try manifest.leaks().map(\.folds) == ["test,valid", "test,valid"])
  }

  /// Numbers that rows had before folds were words are not given again.
  @Test func aNewWordTakesNoNumberThatClipsHave() throws {
    try test.ingest("x.wav", "one", fold: 7)
    #expect(try manifest.foldNumbers(["train"], of: test.dataSet) == [8: "train"])
  }
}
