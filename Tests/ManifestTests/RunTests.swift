import Digests
import Manifest
import TestSupport
import Testing

@Suite struct RunTests {
  let folder: TemporaryFolder
  let manifest: ManifestDatabase
  let dataSet: Int64

  init() throws {
    folder = try TemporaryFolder()
    manifest = try ManifestDatabase(path: "\(folder.path)/manifest.sqlite", version: "1")
    dataSet = try manifest.dataSet(identity: "here", name: "test")
  }

  private func use(_ name: String, tensor: String = "t", at time: Int) throws -> ConfigurationRows {
    try manifest.use(
      ConfigurationRecord(
        digest: Digest(of: name), json: "{}", dataSet: dataSet, minimumSeconds: 0,
        recipes: [.tensor: tensor]), at: time)
  }

  private func run(
    _ key: String, _ network: String = "cnn4", train: [Int] = [1], seed: Int = 1
  ) -> NewRun {
    NewRun(
      key: Digest(of: key), experiment: Digest(of: network), network: network, trainFolds: train,
      testFolds: [2], seed: seed, precision: "float32", epochs: 1, clips: 2, settings: key,
      machine: "a machine")
  }

  @Test func aRunStandsForAConfigurationInThePlaceOfItsPredecessor() throws {
    let rows = try use("a", at: 1)
    let first = try manifest.begin(run("first"), for: rows, at: 0)
    let other = try manifest.begin(run("other", train: [2]), for: rows, at: 0)
    let second = try manifest.begin(run("second"), for: rows, at: 1)
    try manifest.use(second, testFolds: [2, 3], for: rows.id)
    let runs = try manifest.runs(of: rows.id)
    #expect(runs.map(\.id) == [other, second])
    #expect(runs.last?.testFolds == [2, 3])
    #expect(try manifest.run(withKey: Digest(of: "first"))?.id == first, "it is still known")
  }

  @Test func aRunThatWasBegunIsAtWork() throws {
    let rows = try use("a", at: 1)
    let id = try manifest.begin(run("x"), for: rows, at: 0)
    #expect(try manifest.run(withKey: Digest(of: "x"))?.state == .running)
    let seen = try manifest.rows(of: "all_runs", runs: [id])
    #expect(seen[0, "state"] == "running" && seen[0, "machine"] == "a machine", "\(seen)")
    let path = "\(folder.path)/manifest.sqlite"
    #expect(try ManifestDatabase.latestTraining(at: path, version: "1").first?.state == .running)
  }

  /// Earlier versions wrote either in the other's place.
  @Test func runsOfEarlierVersionsSayNoWrongMachine() throws {
    let rows = try use("a", at: 1)
    let (ended, begun) = (
      try manifest.begin(run("ended"), for: rows, at: 0),
      try manifest.begin(run("begun", train: [2]), for: rows, at: 0)
    )
    let path = "\(folder.path)/manifest.sqlite"
    try execute(
      """
      UPDATE run SET state = 'finished', machine = 'running' WHERE id = \(ended);
      UPDATE run SET state = 'a machine', machine = 'running' WHERE id = \(begun);
      DELETE FROM grdb_migrations WHERE identifier = '19 machines of runs'
      """, in: path)
    _ = try ManifestDatabase(path: path, version: "2")
    #expect(
      try ManifestReader(path).query("SELECT state, machine FROM run ORDER BY id")
        == ["finished|unknown", "running|unknown"])
  }

  @Test func aRunThatIsTakenUpAgainIsTheSame() throws {
    let rows = try use("a", at: 1)
    let id = try manifest.begin(run("x"), for: rows, at: 0)
    try manifest.fail(id)
    #expect(try manifest.run(withKey: Digest(of: "x"))?.state == .failed)
    #expect(try manifest.unfinishedRunKeys() == [Digest(of: "x")])
    #expect(try manifest.begin(run("x"), for: rows, at: 1) == id)
    #expect(try manifest.run(withKey: Digest(of: "x"))?.state == .running)
  }

  @Test func aPlanExplainsItselfByTheLatestRunLikeIt() throws {
    let rows = try use("a", at: 1)
    _ = try manifest.begin(run("old"), for: rows, at: 1)
    _ = try manifest.begin(run("new"), for: rows, at: 2)
    _ = try manifest.begin(run("elsewhere", train: [2]), for: rows, at: 3)
    let latest = try manifest.latestRun(like: run("next"), dataSet: dataSet)
    #expect(latest?.settings == "new")
    #expect(try manifest.latestRun(like: run("next", "resnet18"), dataSet: dataSet) == nil)
  }

  /// A program whose stage computes another thing has another recipe for the same settings.
  @Test func aConfigurationTakesAnotherProgramsRecipes() throws {
    let before = try use("a", tensor: "render.version=1", at: 1)
    #expect(try use("a", tensor: "render.version=1", at: 2).recipes == before.recipes)
    let after = try use("a", tensor: "render.version=2", at: 3)
    #expect(after.id == before.id)
    #expect(after.recipes[.tensor] != before.recipes[.tensor])
    #expect(try use("a", tensor: "render.version=2", at: 4).recipes == after.recipes)
  }

  @Test func whatALaterProgramMadeIsLeftAlone() throws {
    let rows = try use("a", at: 1)
    let stageRun = try manifest.beginStageRun(
      "render", configuration: rows.id, version: "1", boot: "b", at: 0)
    _ = try manifest.record(
      NewArtefact(
        kind: .tensor, key: Digest(of: "k"), object: Digest(of: "o"), size: 1, stageVersion: 1),
      stageRun: stageRun)
    #expect(try manifest.artefacts().map(\.isReachable) == [false])
    try execute("UPDATE artefact SET kind = 'of tomorrow'", in: manifest.path)
    let artefacts = try manifest.artefacts()
    #expect(artefacts.map(\.isReachable) == [true])
    #expect(artefacts[0].kind == nil)
  }
}
