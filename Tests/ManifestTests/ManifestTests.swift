import Digests
import Glibc
import Manifest
import TestSupport
import Testing

@Suite struct ManifestTests {
  let test: TestManifest
  var manifest: ManifestDatabase { test.manifest }
  var rows: ConfigurationRows { test.rows }

  init() throws {
    test = try TestManifest()
  }

  @Test func aClipKeepsItsWaveformsUntilItsContentChanges() throws {
    try test.ingest("x.wav", "one")
    try test.recordWaveforms(test.candidates()[0], count: 3)
    #expect(try test.waveforms()[0].count == 3)
    try test.ingest("x.wav", "one", fold: 2)
    #expect(try test.waveforms()[0].count == 3, "another fold is no other content")
    try test.ingest("x.wav", "two")
    let changed = try test.candidates()[0]
    #expect(try test.waveforms()[0].isEmpty)
    #expect(changed.revisions == 1)
    let known = try manifest.artefacts(
      .waveform, withKeys: [Digest(of: "\(Digest(of: "one").hex) 0")])
    #expect(known.count == 1, "what was made of the earlier content is still found by its key")
  }

  @Test func workOnContentThatIsGoneIsNotRecorded() throws {
    try test.ingest("x.wav", "one")
    let before = try test.candidates()[0]
    try test.ingest("x.wav", "two")
    try test.recordWaveforms(before, count: 1)
    #expect(try test.waveforms()[0].isEmpty)
  }

  @Test func fewerWindowsReplaceMore() throws {
    try test.ingest("x.wav", "one")
    try test.recordWaveforms(test.candidates()[0], count: 3)
    try test.recordWaveforms(test.candidates()[0], count: 1)
    #expect(try test.waveforms()[0].count == 1)
  }

  @Test func faultsOfAStageComeAndGo() throws {
    try test.ingest("x.wav", "one")
    let clip = try test.candidates()[0]
    let fault = FaultRecord(category: "not-finite", message: "NaN at 3")
    try manifest.record(
      [], faults: [(clip.clip, fault)], stage: "segment", recipe: rows.recipes[.waveform]!,
      inputs: [:], stageRun: try test.stageRun())
    #expect(try test.candidates()[0].fault == fault)
    #expect(try manifest.faultCounts().map(\.category) == ["not-finite"])
    try test.ingest("x.wav", "one")
    #expect(try test.candidates()[0].fault == fault, "the next ingest keeps it")
    try test.recordWaveforms(clip, count: 1)
    #expect(try test.candidates()[0].fault == nil)
  }

  @Test func aClipWithAFaultGivesNothing() throws {
    try test.ingest("x.wav", "one")
    try test.recordWaveforms(test.candidates()[0], count: 1)
    try manifest.record(
      [
        ClipChange(
          position: 0, listing: test.listing("x.wav"), file: nil, frames: nil,
          fault: FaultRecord(category: "missing", message: "gone"))
      ], in: test.dataSet)
    #expect(try test.candidates().isEmpty)
    let recipe = rows.recipes
    #expect(
      try manifest.renderedWindows(
        waveform: recipe[.waveform]!, tensor: recipe[.tensor]!, preview: recipe[.preview]!,
        dataSet: test.dataSet
      ).isEmpty)
  }

  @Test func configurationsShareRecipesAndRememberEarlierOnes() throws {
    let second = try manifest.use(TestManifest.configuration("b", test.dataSet), at: 2)
    #expect(second.recipes[.waveform] == rows.recipes[.waveform])
    #expect(second.recipes[.tensor] != rows.recipes[.tensor])
    #expect(
      try manifest.earlierRecipe(.tensor, than: second.recipes[.tensor]!)?.text
        == "spectrogram.hopLength=a")
    #expect(try manifest.earlierRecipe(.waveform, than: second.recipes[.waveform]!)?.text == nil)
    let again = try manifest.use(TestManifest.configuration("a", test.dataSet), at: 3)
    #expect(again.id == rows.id)
    #expect(try manifest.configurations().map(\.id) == [rows.id, second.id])
  }

  @Test func forgettingAConfigurationLeavesWhatOthersReach() throws {
    try test.ingest("x.wav", "one")
    try test.recordWaveforms(test.candidates()[0], count: 1)
    let second = try manifest.use(TestManifest.configuration("b", test.dataSet), at: 2)
    try manifest.forget(configuration: rows.id)
    #expect(try manifest.artefacts().allSatisfy(\.isReachable))
    try manifest.forget(configuration: second.id)
    #expect(try manifest.artefacts().allSatisfy { !$0.isReachable })
  }

  @Test func leaksAreListed() throws {
    try test.ingest("x.wav", "one", fold: 1)
    try test.ingest("y.wav", "one", fold: 2, at: 1)
    let leaks = try manifest.leaks()
    #expect(leaks.map(\.shared) == ["recording", "content"])
    #expect(leaks.allSatisfy { $0.folds == "1,2" && $0.clips == 2 })
  }

  @Test func objectsInDoubtAreThoseOfAnEarlierBoot() throws {
    try test.ingest("x.wav", "one")
    try test.recordWaveforms(test.candidates()[0], count: 2)
    #expect(try manifest.unsyncedArtefacts(boot: "b").isEmpty)
    let unsynced = try manifest.unsyncedArtefacts(boot: "another")
    #expect(unsynced.count == 2)
    try manifest.resolveUnsynced(removing: [unsynced[0].id], boot: "another")
    #expect(try manifest.unsyncedArtefacts(boot: "another").isEmpty)
    #expect(try test.waveforms()[0].count == 1)
  }

  @Test func runsAreSyncedThatEndedLongEnoughAgo() throws {
    func run(_ ran: Int, at start: Double, for seconds: Double?) throws -> Int64 {
      let id = try manifest.beginStageRun(
        "segment", configuration: rows.id, version: "1", boot: "b", at: start)
      if let seconds {
        try manifest.endStageRun(
          id, StageRunSummary(ran: ran, hit: 0, failed: 0), seconds: seconds)
      }
      return id
    }
    let ended = try run(1, at: 100, for: 10)
    _ = try run(0, at: 100, for: 10)
    _ = try run(1, at: 100, for: nil)
    _ = try run(1, at: 100, for: 60)
    #expect(try manifest.stageRunsToSync(boot: "b", endedBefore: 150) == [ended])
    #expect(try manifest.stageRunsToSync(boot: "another", endedBefore: 150).isEmpty)
    try manifest.markSynced([ended])
    #expect(try manifest.stageRunsToSync(boot: "b", endedBefore: 150).isEmpty)
  }

  @Test func namesFromTheMetadataAreNeverSQL() throws {
    let name = "x'); DROP TABLE clip; --\u{1B}[31m.wav"
    try test.ingest(name, "one")
    #expect(try test.candidates()[0].name == name)
  }

  @Test func aCopyInMemoryLeavesNoTrace() throws {
    let copy = try ManifestDatabase(inMemoryCopyOf: manifest.path, version: "1")
    _ = try copy.use(TestManifest.configuration("b", test.dataSet), at: 9)
    #expect(try manifest.configurations().count == 1)
  }
}

@Suite struct ManifestFileTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func aFileThatIsNoManifestIsSaid() throws {
    let path = "\(folder.path)/manifest.sqlite"
    let file = fopen(path, "w")!
    fputs(String(repeating: "not a database, but long enough to look at. ", count: 100), file)
    fclose(file)
    #expect {
      try ManifestDatabase(path: path, version: "1")
    } throws: { error in
      guard case .damaged? = error as? ManifestError else { return false }
      return "\(error)".contains("move it away")
    }
  }

  @Test func aNewerManifestSaysWhichVersionIsNeeded() throws {
    let path = "\(folder.path)/manifest.sqlite"
    _ = try ManifestDatabase(path: path, version: "9.1")
    try execute("INSERT INTO grdb_migrations VALUES ('99 from the future')", in: path)
    #expect(throws: ManifestError.newer(path: path, version: "9.1")) {
      try ManifestDatabase(path: path, version: "1")
    }
  }

  @Test func aLockedManifestIsSaidInsteadOfWaitedForWithoutEnd() throws {
    let path = "\(folder.path)/manifest.sqlite"
    let manifest = try ManifestDatabase(path: path, version: "1", patience: 0.1)
    try whileLocked(path) {
      #expect(throws: ManifestError.locked(path: path)) {
        try manifest.dataSet(identity: "here", name: "test")
      }
    }
    _ = try manifest.dataSet(identity: "here", name: "test")
  }

  @Test func viewsAreValidAndHaveTheirColumns() throws {
    let path = "\(folder.path)/manifest.sqlite"
    _ = try ManifestDatabase(path: path, version: "1")
    let columns = try viewColumns(in: path)
    #expect(columns == publishedViews, "the columns of views are an interface")
  }
}
