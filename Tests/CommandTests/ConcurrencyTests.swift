import Foundation
import TestSupport
import Testing

/// Several processes on one manifest, and processes that are asked to stop.
@Suite struct ConcurrencyTests {
  @Test(arguments: [2, 8]) func processesOfAStageAtOnceGiveTheResultsOfOne(count: Int) throws {
    let data = try SmallDataSet()
    try data.writeConfiguration("alone.json", place: "alone")
    let alone = Project(data, "alone.json", place: "alone")
    #expect(try alone.runAll().status == 0)
    let together = Project(data)
    for stage in Project.stages {
      let processes = try (0..<count).map { _ in try together.start(stage) }
      for process in processes {
        let ending = process.wait()
        #expect(ending.status == 0, "\(stage): \(ending)")
      }
    }
    #expect(try together.verify().status == 0)
    #expect(try together.results() == alone.results())
  }

  /// All five stages at once, again and again, until nothing is left to do.
  @Test func stagesAtOnceGoOnInTheEnd() throws {
    let data = try SmallDataSet()
    try data.writeConfiguration("alone.json", place: "alone")
    let alone = Project(data, "alone.json", place: "alone")
    #expect(try alone.runAll().status == 0)
    let together = Project(data)
    for _ in 0..<3 {
      let processes = try Project.stages.map { try together.start($0) }
      for process in processes {
        let ending = process.wait()
        #expect(ending.signal == nil, "\(ending)")
      }
    }
    #expect(try together.runAll().status == 0)
    #expect(try together.results() == alone.results())
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)], Project.stages)
  func aSignalEndsAWaitingStage(signal: (number: Int32, status: Int32), stage: String) throws {
    let data = try SmallDataSet()
    let project = Project(data)
    try #require(project.runAll(["ingest", "segment", "render", "train"]).status == 0)
    let lock = open("\(project.cache)/lock", O_RDWR | O_CLOEXEC)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let program = try project.start(stage)
    usleep(300_000)
    #expect(program.isRunning)
    program.signal(signal.number)
    let ending = program.wait()
    #expect(ending.status == signal.status, "\(ending)")
  }

  /// What ingest looked at before it had to wait is out of date after.
  @Test func aWaitingIngestTakesTheMetadataAsItIsAfterwards() throws {
    let data = try SmallDataSet()
    let project = Project(data)
    try #require(project.run("ingest").status == 0)
    let lock = open("\(project.cache)/lock", O_RDWR | O_CLOEXEC)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let program = try project.start("ingest")
    usleep(1_500_000)
    try #require(program.isRunning)
    data.removeRow(0)
    try data.writeMetadata()
    flock(lock, LOCK_UN)
    #expect(program.wait().status == 0)
    #expect(
      try ManifestReader(project.manifest).query("SELECT count(*) FROM clips") == [
        "\(data.rows.count)"
      ])
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func aSignalEndsATrainingThatGoesOnLater(number: Int32, status: Int32) throws {
    let data = try SmallDataSet(clips: 120)
    try data.writeConfiguration("alone.json", place: "alone")
    var alone = Project(data, "alone.json", place: "alone")
    var stopped = Project(data)
    alone.flags = ["--set", "training.epochs=8"]
    stopped.flags = alone.flags
    #expect(try alone.runAll().status == 0)
    #expect(try stopped.runAll(["ingest", "segment", "render"]).status == 0)
    let program = try stopped.start("train")
    while program.isRunning, try stopped.query("SELECT 1 FROM epoch LIMIT 1").isEmpty {
      usleep(1_000)
    }
    program.signal(number)
    let ending = program.wait()
    #expect(ending.status == status, "\(ending)")
    #expect(ending.errors.contains("run it again to go on"))
    #expect(try stopped.verify().status == 0)
    #expect(try stopped.runAll(["train", "evaluate"]).status == 0)
    #expect(try stopped.results() == alone.results())
  }
}
