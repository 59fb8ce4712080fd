import Foundation
import TestSupport
import Testing

/// A disk that is not there, and files that are not.
@Suite struct AbsentAudioTests {
  private let data: SmallDataSet
  private let project: Project

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
  }

  private func collect(_ arguments: String...) throws -> Program.Ending {
    try Program("soundmark", ["collect", "--config", project.configuration] + arguments).wait()
  }

  private func move(_ name: String, _ target: String) throws {
    try FileManager.default.moveItem(
      atPath: "\(data.folder)/\(name)", toPath: "\(data.folder)/\(target)")
  }

  @Test func aFolderThatIsNotThereChangesNothing() throws {
    let before = try project.results()
    try move("audio", "unplugged")
    for flags in [[], ["--set", "dataset.audio=adio"], ["--set", "segment.seconds=0.3"]] {
      let ending = try project.run("ingest", flags)
      #expect(ending.status == 1 && ending.isOneSentence, "\(ending)")
      #expect(ending.errors.contains("There is no folder \(data.folder)/"), "\(ending)")
      #expect(try project.results() == before)
    }
    try FileManager.default.createDirectory(
      atPath: "\(data.folder)/audio", withIntermediateDirectories: false)
    let ending = try project.run("ingest", ["--set", "dataset.followLinks=true"])
    #expect(ending.status == 1 && ending.isOneSentence, "\(ending)")
    #expect(
      ending.errors.contains(
        "Not one of the 12 files that the metadata lists is in \(data.folder)/audio (dataset.audio), the first: fold1/100-0-0-0.wav"
      ), "\(ending)")
    #expect(try project.results() == before)
    let status = try Program("soundmark", ["status", "--config", project.configuration]).wait()
    #expect(status.output.contains("ingest: Not one of the 12 files"), "\(status)")
  }

  @Test func aNewProjectWithoutItsDiskWritesNothing() throws {
    try project.clear()
    try move("audio", "unplugged")
    #expect(try project.run("ingest").status == 1)
    #expect(!FileManager.default.fileExists(atPath: project.manifest))
  }

  @Test func whatIsMissingKeepsWhatWasMadeOfIt() throws {
    let (before, objects) = (try project.results(), try Objects(project.cache))
    usleep(30_000)
    #expect(try project.run("ingest").status == 0)
    for row in data.rows.prefix(4) { try move("audio/\(row.path)", row.name) }
    #expect(try project.run("ingest").status == 0)
    #expect(try project.query("SELECT count(*) FROM tensors") == ["8"])
    #expect(
      try project.query("SELECT category FROM clip_faults") == [
        "missing", "missing", "missing", "missing",
      ])
    let collected = try collect("--delete")
    #expect(
      collected.output.contains("kept for 4 clips whose files are not there now"), "\(collected)")
    #expect(try Objects(project.cache) == objects)

    for row in data.rows.prefix(4) { try move(row.name, "audio/\(row.path)") }
    #expect(try project.run("ingest").status == 0)
    #expect(try project.results() == before)
    #expect(try project.run("segment").output.contains("0 clips made, 12 up to date"))
    #expect(try project.run("render").output.contains("0 segments made, 12 up to date"))
  }

  @Test func whatIsMissingGoesWhenThatIsSaid() throws {
    unlink("\(data.folder)/audio/\(data.rows[0].path)")
    #expect(try project.run("ingest").status == 0)
    #expect(try collect("--delete", "--forget-missing").status == 0)
    #expect(try Objects(project.cache).paths.count { $0.hasSuffix("npy") } == 11)
  }

  @Test func otherContentUnderTheNameIsMadeAnew() throws {
    let before = try project.query("SELECT clip, object FROM tensors")
    try move("audio/\(data.rows[0].path)", "away.wav")
    #expect(try project.run("ingest").status == 0)
    data.change(0) { $0.seed = 99 }
    try data.writeSound(data.rows[0])
    #expect(try project.runAll(["ingest", "segment", "render"]).status == 0)
    let after = try project.query("SELECT clip, object FROM tensors")
    #expect(after.count == 12 && after[0] != before[0] && after.dropFirst() == before.dropFirst())
  }
}
