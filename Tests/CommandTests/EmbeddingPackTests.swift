import Foundation
import TestSupport
import Testing

/// Embeddings lie in few files of many rows: kills, damage and collecting lose none that is needed.
@Suite(.serialized) struct EmbeddingPackTests {
  private let data: SmallDataSet
  private let project: Project

  /// Twenty-four clips in two folds, and a probe of a network that was trained a little.
  init() throws {
    data = try SmallDataSet(clips: 24, folds: 2)
    project = try Project.probing(data)
  }

  /// The same probe with another penalty: a run to train on the same embeddings.
  private var another: Project {
    var another = project
    another.flags += ["--set", "training.inversePenalty=0.5"]
    return another
  }

  private func packs() throws -> [String] {
    try project.query("SELECT DISTINCT path FROM embeddings ORDER BY path")
  }

  private func soundmark(_ arguments: String...) throws -> Program.Ending {
    try Program(
      "soundmark",
      arguments.prefix(1) + ["--config", project.configuration] + project.flags
        + arguments.dropFirst()
    ).wait()
  }

  @Test func aPlanSaysHowManyAreToBeMade() throws {
    let plan = try soundmark("status")
    #expect(plan.output.contains("; 24 segments to embed first; takes 3.1 kB"), "\(plan)")
    #expect(try project.runAll(["train"]).status == 0)
    let ending = try Program(
      "soundmark", ["status", "--config", project.configuration] + another.flags
    ).wait()
    #expect(!ending.output.contains("embed"), "\(ending)")
  }

  @Test func aKillCostsNone() throws {
    try data.writeConfiguration("killed.json", place: "killed")
    var killed = Project(data, "killed.json", place: "killed")
    try #require(killed.runAll(["ingest", "segment", "render"]).status == 0)
    killed.flags = project.flags
    let start = ContinuousClock.now
    try #require(project.run("train").status == 0)
    let whole = (ContinuousClock.now - start) / .seconds(1)
    for _ in 0..<8 {
      let program = try killed.start("train")
      usleep(UInt32(1e6 * .random(in: 0...whole)))
      program.signal(SIGKILL)
      _ = program.wait()
      let verdict = try killed.verify()
      #expect(verdict.status == 0, "\(verdict)")
    }
    #expect(try killed.runAll(["train", "evaluate"]).status == 0)
    #expect(try project.run("evaluate").status == 0)
    let probes = """
      SELECT network, test_folds, checkpoint FROM runs WHERE network = 'cnn4 probe' ORDER BY 2
      """
    #expect(try killed.query(probes) == project.query(probes))
    let embeddings = "SELECT clip, segment, path, place FROM embeddings ORDER BY 1, 2"
    #expect(try killed.query(embeddings) == project.query(embeddings))
  }

  @Test func aDamagedPackIsToldOnceAndMadeAgain() throws {
    try #require(project.runAll(["train", "evaluate"]).status == 0)
    let (results, made) = (try project.results(), try packs())
    try #require(made.count == 1)
    let path = "\(project.cache)/\(made[0])"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count - 5] ^= 1
    try FileManager.default.removeItem(atPath: path)
    try bytes.write(to: URL(fileURLWithPath: path))
    let verdict = try project.verify()
    #expect(verdict.status == 1)
    #expect(
      verdict.output.components(separatedBy: "damaged: ").count == 2
        && verdict.output.contains("24 missing or damaged"), "\(verdict)")
    #expect(try another.run("train").status == 0)
    #expect(try project.runAll(["train", "evaluate"]).status == 0)
    #expect(try packs() == made)
    #expect(try project.results() == results)
    #expect(try project.verify().status == 0)
  }

  @Test func collectMovesWhatIsKeptOfASparsePack() throws {
    try #require(project.runAll(["train", "evaluate"]).status == 0)
    for index in (10..<24).reversed() { data.removeRow(index) }
    try data.writeMetadata()
    try #require(project.runAll().status == 0)
    let places = "SELECT count(*), count(DISTINCT path), max(place) FROM embeddings"
    try #require(project.query(places) == ["10|1|9"])
    let before = try packs()
    let told = try soundmark("collect")
    #expect(told.output.contains("more in packs of embeddings"), "\(told)")
    #expect(try packs() == before)
    let ending = try soundmark("collect", "--delete")
    #expect(ending.status == 0, "\(ending)")
    #expect(try packs() != before)
    #expect(!FileManager.default.fileExists(atPath: "\(project.cache)/\(before[0])"))
    #expect(try project.query(places) == ["10|1|9"])
    #expect(try project.verify().status == 0)
    let status = try Program(
      "soundmark", ["status", "--config", project.configuration] + another.flags
    ).wait()
    #expect(!status.output.contains("embed"), "\(status)")
    #expect(try another.runAll(["train", "evaluate"]).status == 0)
  }

  @Test func packsGoLastAndComeBack() throws {
    try #require(project.runAll(["train", "evaluate"]).status == 0)
    let (results, made) = (try project.results(), try packs())
    let ending = try soundmark("collect", "--delete", "--max-size", "0")
    #expect(ending.output.contains("24 embeddings, last needed"), "\(ending)")
    #expect(!FileManager.default.fileExists(atPath: "\(project.cache)/\(made[0])"))
    #expect(try another.runAll().status == 0)
    #expect(try project.runAll().status == 0)
    #expect(try packs() == made)
    #expect(try project.results() == results)
  }
}
