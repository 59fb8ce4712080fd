import Digests
import Manifest
import TestSupport
import Testing

/// What is recorded of objects, and what still reaches them.
@Suite struct ArtefactTests {
  let test: TestManifest
  let clip: SegmentCandidate
  var manifest: ManifestDatabase { test.manifest }

  init() throws {
    test = try TestManifest()
    try test.ingest("x.wav", "one")
    clip = try test.candidates()[0]
  }

  private func reachable() throws -> [Bool] { try manifest.artefacts().map(\.isReachable) }

  /// As after a later version of a stage, or a damaged object that was made again.
  @Test func aKeyHasTheObjectThatWasMadeLast() throws {
    try test.record(.waveform, clip, [test.artefact(.waveform, "k", object: "first")])
    try test.record(.waveform, clip, [test.artefact(.waveform, "k", object: "second", size: 20)])
    #expect(try manifest.artefacts().count == 1)
    let known = try manifest.artefacts(.waveform, withKeys: [Digest(of: "k"), Digest(of: "l")])
    #expect(known.keys.map(\.self) == [Digest(of: "k")])
    #expect(known[Digest(of: "k")]?.object == Digest(of: "second"))
    #expect(known[Digest(of: "k")]?.size == 20)
    #expect(try manifest.artefacts(of: test.rows.recipes[.waveform]!)[clip.clip]?.count == 1)
  }

  @Test func whatIsFoundIsUsedAndNotMadeAgain() throws {
    try test.record(.waveform, clip, [test.artefact(.waveform, "k")])
    try test.ingest("y.wav", "one", at: 1)
    let (other, found) = (try test.candidates()[1], try manifest.artefacts()[0].id)
    try manifest.record(
      [
        UsageChange(
          clip: other.clip, firstSegment: 0, products: [.found(found)], isWholeClip: true)
      ], faults: [], stage: "segment", recipe: test.rows.recipes[.waveform]!, inputs: [:],
      stageRun: try test.stageRun())
    #expect(
      try test.waveforms().map { $0.map(\.object) }
        == Array(repeating: [Digest(of: "object k")], count: 2))
    #expect(try manifest.artefacts().count == 1)
  }

  @Test func aWindowIsRenderedByWhatItsRecipesGave() throws {
    let recipes = test.rows.recipes
    try test.recordWaveforms(clip, count: 2)
    try test.record(.tensor, clip, [test.artefact(.tensor, "t")])
    func windows(preview: Int64?) throws -> [RenderedWindow] {
      try manifest.renderedWindows(
        waveform: recipes[.waveform]!, tensor: recipes[.tensor]!, preview: preview,
        dataSet: test.dataSet)
    }
    let rendered = try windows(preview: recipes[.preview]!)
    #expect(rendered.map(\.name.segment) == [0, 1])
    #expect(rendered.map(\.tensor?.object) == [Digest(of: "object t"), nil])
    #expect(rendered.map(\.preview?.object) == [nil, nil])
    try test.record(.preview, clip, [test.artefact(.preview, "p")])
    #expect(
      try windows(preview: recipes[.preview]!)[0].preview?.object == Digest(of: "object p"))
    #expect(try windows(preview: nil).allSatisfy { $0.preview == nil })
    let candidates = try manifest.renderCandidates(
      waveform: recipes[.waveform]!, tensor: recipes[.tensor]!, preview: recipes[.preview]!,
      dataSet: test.dataSet, wanted: [rendered[1].name])
    #expect(candidates.map(\.segment) == [1])
    #expect(candidates[0].waveform?.key == rendered[1].waveformKey)
    #expect(candidates[0].tensor == nil && candidates[0].preview == nil)
  }

  @Test func theViewsSayWhereObjectsLie() throws {
    try test.recordWaveforms(clip, count: 1)
    try test.record(.tensor, clip, [test.artefact(.tensor, "t")])
    let hex = Digest(of: "object t").hex
    #expect(
      try test.query("SELECT clip, label, segment, bands, frames, object, path FROM tensors")
        == ["x.wav|siren|0|3|5|\(hex)|objects/\(hex.prefix(2))/\(hex.dropFirst(2)).npy"])
    #expect(try test.query("SELECT path LIKE '%.wav' FROM waveforms") == ["1"])
    // Another configuration's tensors are in all_tensors alone.
    _ = try manifest.use(TestManifest.configuration("b", test.dataSet), at: 2)
    #expect(try test.query("SELECT count(*) FROM tensors") == ["0"])
    #expect(try test.query("SELECT object FROM all_tensors") == [hex])
    #expect(try test.query("SELECT count(*) FROM waveforms") == ["1"], "whose recipe is shared")
  }

  @Test func anObjectOfTwoKeysTakesItsSpaceOnce() throws {
    try test.record(
      .waveform, clip,
      [
        test.artefact(.waveform, "a", object: "silence"),
        test.artefact(.waveform, "b", object: "silence"), test.artefact(.waveform, "c", size: 5),
      ])
    #expect(try test.query("SELECT * FROM cache_usage") == ["waveform|3|2|15"])
  }

  /// Eviction begins at the front.
  @Test func productsAreListedFromThoseThatWereNotNeededForLongest() throws {
    let later = try manifest.use(TestManifest.configuration("b", test.dataSet), at: 5)
    try test.record(.tensor, clip, [test.artefact(.tensor, "b")], in: later)
    try test.record(.tensor, clip, [test.artefact(.tensor, "a")])
    func objects() throws -> [[Digest]] {
      try manifest.products(of: .tensor).map { $0.artefacts.map(\.object) }
    }
    #expect(try objects() == [[Digest(of: "object a")], [Digest(of: "object b")]])
    _ = try manifest.use(TestManifest.configuration("a", test.dataSet), at: 9)
    #expect(try objects() == [[Digest(of: "object b")], [Digest(of: "object a")]])
    #expect(try manifest.products(of: .tensor).map(\.lastNeeded) == [5, 9])
  }

  @Test func whatIsRemovedIsUsedNoLonger() throws {
    try test.recordWaveforms(clip, count: 3)
    let ids = try manifest.artefacts().map(\.id)
    try manifest.removeArtefacts([ids[1]])
    #expect(try manifest.artefacts().map(\.id) == [ids[0], ids[2]])
    #expect(try test.waveforms().map(\.count) == [2])
  }

  @Test func rowsOfAPackAreFoundByKeyAndMoved() throws {
    func row(_ name: String, _ place: Int, in pack: String) -> NewArtefact {
      var row = test.artefact(.embedding, name, object: pack, size: 100)
      row.place = place
      return row
    }
    let recipe = try manifest.add(recipe: "e", .embedding, to: test.rows.id)
    #expect(try manifest.add(recipe: "e", .embedding, to: test.rows.id) == recipe)
    var rows = test.rows
    rows.recipes[.embedding] = recipe
    // Rows are recorded in the order of clips, and lie in that of packs.
    try test.record(
      .embedding, clip, [row("b", 1, in: "one"), row("a", 0, in: "one"), row("c", 0, in: "two")],
      in: rows)
    try test.recordWaveforms(clip, count: 1)
    let packs = try manifest.packs()
    #expect(packs.keys.sorted { $0.hex < $1.hex }.count == 2)
    #expect(packs[Digest(of: "one")]?.map(\.place) == [0, 1])
    #expect(try manifest.artefacts().map(\.isInPack) == [true, true, true, false])
    let found = try manifest.packRows(.embedding, withKeys: ["a", "c", "d"].map { Digest(of: $0) })
    #expect(found.count == 2)
    #expect(found[Digest(of: "a")]?.object == Digest(of: "one"))
    #expect(try manifest.packRows(.tensor, withKeys: [Digest(of: "a")]).isEmpty)
    var moved = try #require(found[Digest(of: "a")])
    (moved.object, moved.size, moved.place) = (Digest(of: "three"), 40, 2)
    try manifest.move([moved])
    let after = try #require(try manifest.packRows(.embedding, withKeys: [Digest(of: "a")]).first)
    #expect(after.value.object == Digest(of: "three"))
    #expect(after.value.size == 40 && after.value.place == 2)
    #expect(try manifest.packs()[Digest(of: "one")]?.count == 1)
    #expect(try test.query("SELECT segment, place FROM embeddings") == ["0|1", "1|2", "2|0"])
  }

  /// Checkpoints stay with their runs, pictures with their experiments, for as long as a configuration
  /// has them.
  @Test func resultsAreReachedThroughRuns() throws {
    let run = try test.begin("first")
    try manifest.finish(
      run, checkpoint: test.artefact(.checkpoint, "c"), stageRun: try test.stageRun("train"))
    let experiment = Digest(of: "cnn4 ")
    try manifest.setFigure(
      "confusion", of: experiment, test.artefact(.confusion, "f"), stageRun: try test.stageRun())
    #expect(try reachable() == [true, true])
    #expect(try manifest.run(withKey: Digest(of: "first"))?.checkpoint?.key == Digest(of: "c"))
    try manifest.setFigure(
      "confusion", of: experiment, test.artefact(.confusion, "g"), stageRun: try test.stageRun())
    #expect(try manifest.figure("confusion", of: experiment)?.key == Digest(of: "g"))
    #expect(try manifest.figure("confusion", of: Digest(of: "other")) == nil)
    #expect(try reachable() == [true, false, true], "a picture takes its predecessor's place")
    try manifest.use(try test.begin("second", settings: "s"), testFolds: [2], for: test.rows.id)
    #expect(try reachable() == [false, false, false])
  }
}
