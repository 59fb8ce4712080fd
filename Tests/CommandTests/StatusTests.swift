import TestSupport
import Testing

/// `status` says what make would do, of the folds that make is asked for.
@Suite struct StatusTests {
  @Test func plansAllStagesOfAFreshProject() throws {
    let project = Project(try SmallDataSet())
    let status = try Program("soundmark", ["status", "--config", project.configuration]).wait()
    #expect(status.status == 0)
    #expect(
      status.output == """
        ingest: 12 clips would run (12 new), 0 up to date
        segment: about 12 clips would run, after ingest
        render: about 12 clips would run, after segment
        train: about 9 runs would run, after render
        evaluate: about 9 tests would run, after train
        perturb: nothing to do: robustness.conditions names none

        """, "\(status)")
    for stage in Project.stages {
      let plan = try project.run(stage, ["--dry-run"])
      #expect(plan.status == 0 && plan.output.hasPrefix("\(stage): "), "\(plan)")
    }
  }

  /// Which another configuration has made: nobody trains or tests them again.
  @Test func countsOnTheRunsThatTrainWouldFind() throws {
    var project = Project(try SmallDataSet())
    try #require(project.runAll().status == 0)
    project.flags = ["--set", "training.threads=2"]
    let status = try Program(
      "soundmark", ["status", "--config", project.configuration] + project.flags
    ).wait()
    #expect(status.status == 0)
    #expect(
      status.output.contains("train: up to date (9 runs)\nevaluate: up to date (9 tests)\n"),
      "\(status)")
    try #require(project.runAll().status == 0)
    let work = try project.query("SELECT stage, ran, hit FROM stage_run ORDER BY id DESC LIMIT 2")
    #expect(work == ["evaluate|0|9", "train|0|9"])
  }

  /// Nothing is left to examine, but folds 2 and 3 train on other clips now.
  @Test func countsOnWhatTheMetadataTells() throws {
    let data = try SmallDataSet()
    let project = Project(data)
    try #require(project.runAll().status == 0)
    data.removeRow(0)
    try data.writeMetadata()
    let status = try Program("soundmark", ["status", "--config", project.configuration]).wait()
    #expect(status.output.contains("train: 6 runs would run"), "\(status)")
  }

  @Test(arguments: ["status", "train", "evaluate"])
  func makeNarrowsItToTheFoldsAskedFor(target: String) throws {
    let ending = try Program(
      "soundmark", [],
      under: #"unset MAKEFLAGS; make -n -C "\#(packageRoot.path)" \#(target) FOLDS="1 3""#
    ).wait()
    #expect(ending.status == 0)
    let command = ending.output.split(separator: "\n").first { $0.contains("--config") }
    #expect(command?.contains("--fold 1 --fold 3") == true, "\(ending)")
  }
}
