import Digests
import Glibc
import Manifest
import TestSupport
import Testing

@Suite struct ManifestTests {
  let folder: TemporaryFolder
  let manifest: ManifestDatabase
  let dataSet: Int64
  let rows: ConfigurationRows

  init() throws {
    folder = try TemporaryFolder()
    manifest = try ManifestDatabase(path: "\(folder.path)/manifest.sqlite", version: "1")
    dataSet = try manifest.dataSet(identity: "here", name: "test")
    try manifest.setClasses(["bark", "siren"], of: dataSet)
    rows = try manifest.use(Self.configuration("a", dataSet), at: 1)
  }

  private static func configuration(_ name: String, _ dataSet: Int64) -> ConfigurationRecord {
    ConfigurationRecord(
      digest: Digest(of: name), json: "{}", dataSet: dataSet, minimumSeconds: 0,
      recipes: [.waveform: "w", .tensor: "t=\(name)", .preview: "p=\(name)"])
  }

  private func listing(_ name: String, fold: Int = 1) -> ClipListing {
    ClipListing(
      name: name, path: "fold\(fold)/\(name)", fold: fold, label: 1, recording: "r", salience: 1,
      start: 0, end: 4)
  }

  private func file(_ content: String) -> ExaminedFile {
    ExaminedFile(
      state: FileState(size: 9, modified: 1, changed: 1, inode: 1), examined: 1_000_000_000,
      source: Digest(of: content),
      header: ExaminedFile.Header(
        sampleRate: 22_050, channels: 1, frames: 44_100, encoding: "WAV PCM_16"))
  }

  private func ingest(_ name: String, _ content: String, fold: Int = 1, at position: Int = 0) throws
  {
    try manifest.record(
      [
        ClipChange(
          position: position, listing: listing(name, fold: fold), file: file(content),
          frames: file(content).header?.frames, fault: nil)
      ],
      in: dataSet)
  }

  private func candidates(_ rows: ConfigurationRows) throws -> [SegmentCandidate] {
    try manifest.segmentCandidates(
      recipe: rows.recipes[.waveform]!, dataSet: dataSet, minimumSeconds: 0)
  }

  private func waveforms(_ rows: ConfigurationRows) throws -> [[RecordedObject]] {
    try manifest.segmentedClips(
      recipe: rows.recipes[.waveform]!, dataSet: dataSet, minimumSeconds: 0
    ).map(\.waveforms)
  }

  private func stageRun() throws -> Int64 {
    try manifest.beginStageRun("segment", configuration: rows.id, version: "1", boot: "b", at: 0)
  }

  private func recordWaveforms(_ clip: SegmentCandidate, count: Int) throws {
    let products = (0..<count).map { index in
      UsageChange.Product.made(
        NewArtefact(
          kind: .waveform, key: Digest(of: "\(clip.file.source.hex) \(index)"),
          object: Digest(of: "object \(index)"), size: 10, stageVersion: 1))
    }
    try manifest.record(
      [UsageChange(clip: clip.clip, firstSegment: 0, products: products, isWholeClip: true)],
      faults: [], stage: "segment", recipe: rows.recipes[.waveform]!,
      inputs: [clip.clip: clip.file.source], stageRun: try stageRun())
  }

  @Test func aClipKeepsItsWaveformsUntilItsContentChanges() throws {
    try ingest("x.wav", "one")
    try recordWaveforms(candidates(rows)[0], count: 3)
    #expect(try waveforms(rows)[0].count == 3)
    try ingest("x.wav", "one", fold: 2)
    #expect(try waveforms(rows)[0].count == 3, "another fold is no other content")
    try ingest("x.wav", "two")
    let changed = try candidates(rows)[0]
    #expect(try waveforms(rows)[0].isEmpty)
    #expect(changed.revisions == 1)
    let known = try manifest.artefacts(
      .waveform, withKeys: [Digest(of: "\(Digest(of: "one").hex) 0")])
    #expect(known.count == 1, "what was made of the earlier content is still found by its key")
  }

  @Test func workOnContentThatIsGoneIsNotRecorded() throws {
    try ingest("x.wav", "one")
    let before = try candidates(rows)[0]
    try ingest("x.wav", "two")
    try recordWaveforms(before, count: 1)
    #expect(try waveforms(rows)[0].isEmpty)
  }

  @Test func fewerWindowsReplaceMore() throws {
    try ingest("x.wav", "one")
    try recordWaveforms(candidates(rows)[0], count: 3)
    try recordWaveforms(candidates(rows)[0], count: 1)
    #expect(try waveforms(rows)[0].count == 1)
  }

  @Test func faultsOfAStageComeAndGo() throws {
    try ingest("x.wav", "one")
    let clip = try candidates(rows)[0]
    let fault = FaultRecord(category: "not-finite", message: "NaN at 3")
    try manifest.record(
      [], faults: [(clip.clip, fault)], stage: "segment", recipe: rows.recipes[.waveform]!,
      inputs: [:], stageRun: try stageRun())
    #expect(try candidates(rows)[0].fault == fault)
    #expect(try manifest.faultCounts().map(\.category) == ["not-finite"])
    try ingest("x.wav", "one")
    #expect(try candidates(rows)[0].fault == fault, "the next ingest keeps it")
    try recordWaveforms(clip, count: 1)
    #expect(try candidates(rows)[0].fault == nil)
  }

  @Test func aClipWithAFaultGivesNothing() throws {
    try ingest("x.wav", "one")
    try recordWaveforms(candidates(rows)[0], count: 1)
    try manifest.record(
      [
        ClipChange(
          position: 0, listing: listing("x.wav"), file: nil, frames: nil,
          fault: FaultRecord(category: "missing", message: "gone"))
      ], in: dataSet)
    #expect(try candidates(rows).isEmpty)
    let recipe = rows.recipes
    #expect(
      try manifest.renderedWindows(
        waveform: recipe[.waveform]!, tensor: recipe[.tensor]!, preview: recipe[.preview]!,
        dataSet: dataSet
      ).isEmpty)
  }

  @Test func configurationsShareRecipesAndRememberEarlierOnes() throws {
    let second = try manifest.use(Self.configuration("b", dataSet), at: 2)
    #expect(second.recipes[.waveform] == rows.recipes[.waveform])
    #expect(second.recipes[.tensor] != rows.recipes[.tensor])
    #expect(try manifest.earlierRecipe(.tensor, than: second.recipes[.tensor]!)?.text == "t=a")
    #expect(try manifest.earlierRecipe(.waveform, than: second.recipes[.waveform]!)?.text == nil)
    let again = try manifest.use(Self.configuration("a", dataSet), at: 3)
    #expect(again.id == rows.id)
    #expect(try manifest.configurations().map(\.id) == [rows.id, second.id])
  }

  @Test func forgettingAConfigurationLeavesWhatOthersReach() throws {
    try ingest("x.wav", "one")
    try recordWaveforms(candidates(rows)[0], count: 1)
    let second = try manifest.use(Self.configuration("b", dataSet), at: 2)
    try manifest.forget(configuration: rows.id)
    #expect(try manifest.artefacts().allSatisfy(\.isReachable))
    try manifest.forget(configuration: second.id)
    #expect(try manifest.artefacts().allSatisfy { !$0.isReachable })
  }

  @Test func leaksAreListed() throws {
    try ingest("x.wav", "one", fold: 1)
    try ingest("y.wav", "one", fold: 2, at: 1)
    let leaks = try manifest.leaks()
    #expect(leaks.map(\.shared) == ["recording", "content"])
    #expect(leaks.allSatisfy { $0.folds == "1,2" && $0.clips == 2 })
  }

  @Test func objectsInDoubtAreThoseOfAnEarlierBoot() throws {
    try ingest("x.wav", "one")
    try recordWaveforms(candidates(rows)[0], count: 2)
    #expect(try manifest.unsyncedArtefacts(boot: "b").isEmpty)
    let unsynced = try manifest.unsyncedArtefacts(boot: "another")
    #expect(unsynced.count == 2)
    try manifest.resolveUnsynced(removing: [unsynced[0].id], boot: "another")
    #expect(try manifest.unsyncedArtefacts(boot: "another").isEmpty)
    #expect(try waveforms(rows)[0].count == 1)
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
    try ingest(name, "one")
    #expect(try candidates(rows)[0].name == name)
  }

  @Test func aCopyInMemoryLeavesNoTrace() throws {
    let copy = try ManifestDatabase(inMemoryCopyOf: manifest.path, version: "1")
    _ = try copy.use(Self.configuration("b", dataSet), at: 9)
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
