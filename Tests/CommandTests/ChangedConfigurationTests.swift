import TestSupport
import Testing

/// After a change of the configuration, people are told what went out of sight, and find it again.
@Suite struct ChangedConfigurationTests {
  var project: Project

  init() throws {
    project = Project(try SmallDataSet())
    try #require(project.runAll().status == 0)
    project.flags = ["--set", "segment.seconds=0.25", "--set", "training.mixup=0"]
  }

  @Test func theStageThatChangesItSaysWhatIsOutOfSight() throws {
    let plan = try project.run("segment", ["--dry-run"])
    #expect(plan.output.contains("(12 segment.seconds 0.5 → 0.25)"), "\(plan)")
    let ending = try project.run("ingest")
    #expect(
      ending.errors.contains(
        "changed (segment.seconds 0.5 → 0.25, training.mixup 0.2 → 0): the results of 9 runs are out"
      ),
      "\(ending)")
    #expect(try !project.run("segment").errors.contains("out of sight"), "said once")
    #expect(try project.query("SELECT count(*) FROM predictions") == ["0"])
    #expect(try project.query("SELECT count(*) FROM all_predictions") == ["36"])
    let differs = "SELECT DISTINCT differs FROM all_runs WHERE network = 'cnn4'"
    #expect(try project.query(differs)[0].contains("segment.seconds 0.5 → 0.25"))
  }

  @Test func theLeaderboardShowsWhatItsRowsDifferIn() throws {
    try #require(project.runAll().status == 0)
    let rows = try project.query(
      "SELECT settings, current FROM leaderboard WHERE network = 'cnn4' ORDER BY current")
    #expect(rows.count == 2)
    #expect(rows[0].contains("segment.seconds 0.5") && rows[0].contains("mixup 0.2"), "\(rows)")
    #expect(rows[1].contains("segment.seconds 0.25") && rows[1].contains("mixup 0"), "\(rows)")
    #expect(!rows.joined().contains("learningRate"))
    let runs = try project.query(
      "SELECT count(*) FROM leaderboard JOIN all_runs USING (experiment) WHERE NOT leaderboard.current"
    )
    #expect(runs == ["6"], "its hash can be looked up; duration sees no tensors, and has one row")
    #expect(
      try project.query("SELECT differs FROM all_runs WHERE network = 'cnn4' AND NOT current")[0]
        .contains("mixup 0.2 → 0"))
  }

  @Test func collectListsWhatEachConfigurationIs() throws {
    try #require(project.run("ingest").status == 0)
    let list = try Program(
      "soundmark", ["collect", "--config", project.configuration, "--list"]
    ).wait()
    let rows = list.output.split(separator: "\n").map { $0.split(separator: "\t") }
    try #require(rows.count == 2 && rows.allSatisfy { $0.count == 6 }, "\(list)")
    #expect(rows[0][3...] == ["small", "cnn4", "in use"])
    #expect(rows[1][5] == "segment.seconds 0.5, training.mixup 0.2")
  }
}
