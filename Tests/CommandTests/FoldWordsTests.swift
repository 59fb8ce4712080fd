import TestSupport
import Testing

/// A data set that says what is for training and what for testing.
@Suite struct FoldWordsTests {
  private let table: TableProject
  private var project: Project { table.project }

  init() throws {
    let words = ["train", "train ", "valid", "test"]
    table = try TableProject(
      #""format": "csv""#,
      "clip;label;fold\n"
        + (0..<16).map { "\($0).wav;\($0 / 4 % 2 == 0 ? "owl" : "bat");\(words[$0 % 4])\n" }
        .joined())
    for index in 0..<16 { try table.writeSound("\(index).wav", seed: index) }
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
  }

  @Test func isTestedOnTestAfterTrainingOnTheRest() throws {
    let trained = try project.run("train")
    #expect(trained.status == 0, "\(trained)")
    let ending = try project.run("evaluate")
    #expect(
      ending.output.contains("trained on folds train, valid; tested on fold test"), "\(ending)")
    #expect(
      try project.query("SELECT network, train_folds, test_folds FROM runs ORDER BY network") == [
        "cnn4|train valid|test", "duration|train valid|test", "linear|train valid|test",
      ])
    for view in ["predictions", "accuracy_by_fold", "accuracy_by_class"] {
      #expect(try project.query("SELECT DISTINCT fold FROM \(view)") == ["test"], "\(view)")
    }
    for view in ["clips", "tensors", "waveforms", "previews", "all_tensors"] {
      #expect(
        try project.query("SELECT fold, count(*) FROM \(view) GROUP BY fold ORDER BY 1") == [
          "test|4", "train|8", "valid|4",
        ], "\(view)")
    }
    #expect(try project.query("SELECT folds FROM leaderboard WHERE network = 'cnn4'") == ["1"])
  }

  @Test func takesTheWordsOnTheCommandLine() throws {
    #expect(try project.run("train", ["--fold", "valid"]).status == 0)
    #expect(
      try project.query("SELECT DISTINCT train_folds, test_folds FROM runs") == ["train|valid"])
    let ending = try project.run("train", ["--fold", "3x"])
    #expect(
      ending.status == 1
        && ending.errors.contains(
          "There is no fold 3x with tensors; the folds are test, train, valid."),
      "\(ending)")
    let exported = try Program(
      "soundmark",
      [
        "export", "--folds", "train", "--output", "\(table.files.path)/x.npz", "--config",
        project.configuration,
      ]
    ).wait()
    #expect(exported.output.contains("8 tensors"), "\(exported)")
  }

  @Test func keepsTheNumbersOfFoldsAsWordsComeAndGo() throws {
    #expect(try project.run("train").status == 0)
    let before = try project.query("SELECT * FROM runs")
    try table.files.write(
      "clip;label;fold\n"
        + (0..<16).map {
          "\($0).wav;\($0 / 4 % 2 == 0 ? "owl" : "bat");\($0 % 4 == 3 ? "extra" : $0 % 4 == 2 ? "valid" : "train")\n"
        }
        .joined(), to: "metadata.csv")
    #expect(try project.run("ingest").status == 0)
    #expect(
      try project.query("SELECT fold, count(*) FROM clips GROUP BY fold ORDER BY 1") == [
        "extra|4", "train|8", "valid|4",
      ])
    #expect(try project.query("SELECT train_folds FROM runs") == before.map { _ in "train valid" })
  }

  @Test func foldsThatAreNumbersStayNumbers() throws {
    let data = try SmallDataSet()
    #expect(try Project(data).run("ingest").status == 0)
    #expect(try Project(data).query("SELECT DISTINCT typeof(fold) FROM clips") == ["integer"])
  }
}
