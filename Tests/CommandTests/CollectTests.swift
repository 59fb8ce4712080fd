import TestSupport
import Testing

/// Twelve windows of 16 kB, tensors of 2 kB and previews of less.
@Suite struct CollectTests {
  let project: Project

  init() throws {
    project = Project(try SmallDataSet())
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
  }

  private func collect(_ arguments: String...) throws -> Program.Ending {
    try Program("soundmark", ["collect", "--config", project.configuration] + arguments).wait()
  }

  private func count(_ ending: String) throws -> Int {
    try Objects(project.cache).paths.count { $0.hasSuffix(ending) }
  }

  @Test func saysFirstWhatItWouldRemove() throws {
    let before = try Objects(project.cache)
    let ending = try collect("--max-size", "100kB")
    #expect(ending.output.contains("12 waveforms, last needed "), "\(ending)")
    #expect(ending.output.contains("would be removed to fit into 100 kB"), "\(ending)")
    #expect(try Objects(project.cache) == before)
  }

  @Test func waveformsGoFirstAndComeBack() throws {
    let before = try Objects(project.cache)
    #expect(try collect("--delete", "--max-size", "100kB").status == 0)
    #expect(try (count("wav"), count("png"), count("npy")) == (0, 12, 12))
    #expect(try project.verify().status == 0, "nothing is missed that was removed on purpose")
    #expect(try project.runAll(["ingest", "segment", "render"]).status == 0)
    #expect(try Objects(project.cache) == before)
  }

  @Test func whatWasNotNeededForLongestGoesFirst() throws {
    var later = project
    later.flags = ["--set", "segment.seconds=0.4"]
    #expect(try later.runAll(["segment", "render"]).status == 0)
    #expect(try count("wav") == 24)
    let kept = try later.query("SELECT path FROM waveforms ORDER BY path")
    #expect(
      try collect("--delete", "--max-size", "350kB", "--set", "segment.seconds=0.4").status == 0)
    let left = try Objects(project.cache).paths.filter { $0.hasSuffix("wav") }
    #expect(left.count == 12)
    #expect(kept.allSatisfy { path in left.contains { $0.hasSuffix(path) } })
  }

  @Test func checkpointsAndFiguresStay() throws {
    #expect(try project.runAll(["train", "evaluate"]).status == 0)
    let ending = try collect("--delete", "--max-size", "0")
    #expect(try (count("wav"), count("npy"), count("safetensors"), count("png")) == (0, 0, 9, 1))
    #expect(ending.output.contains("since checkpoints, figures"), "\(ending)")
  }

  @Test func aSizeThatIsNoneIsAnError() throws {
    #expect(try collect("--max-size", "plenty").status == 2)
  }
}
