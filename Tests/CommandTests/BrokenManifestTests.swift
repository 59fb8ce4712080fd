import Foundation
import GRDB
import TestSupport
import Testing

/// A manifest that is cut short, held by another, read-only, or of a later day: the program goes on
/// rightly or says one sentence, and loses nothing.
@Suite struct BrokenManifestTests {
  let data: SmallDataSet
  let project: Project

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  /// Runs every command that opens the manifest, and says how each ended.
  private func everyCommand() throws -> [(name: String, ending: Program.Ending)] {
    try Project.stages.map { ($0, try project.run($0)) }
      + ["status", "verify", "collect"].map {
        ($0, try Program("soundmark", [$0, "--config", project.configuration]).wait())
      }
  }

  @Test func cutShort() throws {
    try #require(project.runAll().status == 0)
    let whole = try bytes(project.manifest)
    let expected = try project.results()
    let cache = try Snapshot("\(project.cache)/objects")
    var lengths = [
      1, 16, 99, 100, 101, 1024, 4095, 4096, 4097, whole.count - 4096, whole.count - 1,
    ]
    lengths += (1...9).map { whole.count * $0 / 10 }
    for length in lengths {
      try whole.prefix(length).write(to: URL(fileURLWithPath: project.manifest))
      for (name, ending) in [
        ("ingest", try project.run("ingest")), ("evaluate", try project.run("evaluate")),
        ("verify", try project.verify()),
      ] {
        #expect(ending.status == 1, "\(name), \(length) of \(whole.count) bytes: \(ending)")
        #expect(ending.isOneSentence, "\(ending)")
      }
      #expect(try bytes(project.manifest) == whole.prefix(length), "the file is left as it was")
      for suffix in ["-wal", "-shm"] { unlink(project.manifest + suffix) }
    }
    #expect(try Snapshot("\(project.cache)/objects") == cache)

    try Data().write(to: URL(fileURLWithPath: project.manifest))
    #expect(try project.runAll().status == 0, "an empty file is a new manifest")
    #expect(try project.results() == expected)

    try whole.write(to: URL(fileURLWithPath: project.manifest))
    #expect(try project.results() == expected)
  }

  /// A killed process leaves a log beside the manifest; a machine that goes down may cut either.
  @Test func cutShortWithALogBesideIt() throws {
    try #require(project.runAll().status == 0)
    let expected = try project.results()
    let reader = try DatabaseQueue(path: project.manifest)
    try reader.read { db in _ = try Row.fetchOne(db, sql: "SELECT * FROM clips") }
    data.change(0) { $0.label = 1 - $0.label }
    try data.writeMetadata()
    // The open reader keeps the last of them from folding the log into the manifest.
    try #require(project.runAll().status == 0)
    let changed = try project.results()
    #expect(changed != expected)
    let manifest = try bytes(project.manifest)
    let log = try bytes("\(project.manifest)-wal")
    try #require(!log.isEmpty)
    try reader.close()
    data.change(0) { $0.label = 1 - $0.label }
    try data.writeMetadata()
    for tenth in 0...10 {
      for suffix in ["-wal", "-shm"] { unlink(project.manifest + suffix) }
      try manifest.write(to: URL(fileURLWithPath: project.manifest))
      try log.prefix(log.count * tenth / 10).write(
        to: URL(fileURLWithPath: "\(project.manifest)-wal"))
      let ending = try project.runAll()
      #expect(ending.status == 0, "a log of \(tenth) tenths: \(ending)")
      #expect(try project.verify().status == 0)
      #expect(try project.results() == expected)
    }
    for tenth in 1...9 {
      unlink("\(project.manifest)-shm")
      try manifest.prefix(manifest.count * tenth / 10).write(
        to: URL(fileURLWithPath: project.manifest))
      try log.write(to: URL(fileURLWithPath: "\(project.manifest)-wal"))
      let ending = try project.run("ingest")
      #expect(ending.status == 0 || ending.isOneSentence, "\(tenth) tenths: \(ending)")
    }
  }

  @Test func ofANewerProgram() throws {
    try #require(project.runAll().status == 0)
    try DatabaseQueue(path: project.manifest).write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 of a later day')")
      try db.execute(sql: "UPDATE written_by SET version = '99.1'")
    }
    let before = try bytes(project.manifest)
    for (name, ending) in try everyCommand() {
      #expect(ending.status == 1, "\(name): \(ending)")
      #expect(
        ending.isOneSentence && ending.errors.contains("soundmark 99.1 wrote it"), "\(ending)")
    }
    #expect(try bytes(project.manifest) == before)
  }

  @Test func thatIsNoDatabase() throws {
    try #require(project.runAll().status == 0)
    try data.files.write(String(repeating: "not a database\n", count: 1000), to: "manifest.sqlite")
    let before = try bytes(project.manifest)
    for (name, ending) in try everyCommand() {
      #expect(ending.status == 1, "\(name): \(ending)")
      #expect(ending.isOneSentence, "\(name): \(ending)")
    }
    #expect(try bytes(project.manifest) == before)
  }

  /// A prompt with an open transaction: the stage waits until it is closed.
  @Test func heldForAWhile() throws {
    try #require(project.runAll(["ingest", "segment"]).status == 0)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let holder = try DatabaseQueue(path: project.manifest, configuration: configuration)
    try holder.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
    let render = try project.start("render")
    usleep(1_500_000)
    #expect(render.isRunning)
    try holder.inDatabase { try $0.execute(sql: "COMMIT") }
    let ending = render.wait()
    #expect(ending.status == 0, "\(ending)")
    #expect(try project.runAll().status == 0)
  }
}
