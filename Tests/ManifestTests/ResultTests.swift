import Digests
import Manifest
import Networks
import TestSupport
import Testing

/// What is asked of finished work.
@Suite struct ResultTests {
  let test: TestManifest
  let clips: [Int64]
  var manifest: ManifestDatabase { test.manifest }

  init() throws {
    test = try TestManifest()
    for (position, name) in ["x", "y"].enumerated() {
      try test.ingest(name, name, fold: 2, recording: "of \(name)", at: position)
    }
    clips = try test.candidates().map(\.clip)
  }

  private func finish(_ run: Int64) throws {
    try manifest.finish(
      run, checkpoint: test.artefact(.checkpoint, "of run \(run)"),
      stageRun: try test.stageRun("train"))
  }

  private func lastFinished(under configuration: String) throws -> Int64? {
    try ManifestDatabase.lastFinishedRun(
      in: manifest.path, version: "1", under: Digest(of: configuration))?.id
  }

  /// What classify takes where no model is named.
  @Test func theLastFinishedNetworkIsTheConfigurationsOrTheLastUsedOnes() throws {
    #expect(try lastFinished(under: "a") == nil)
    let first = try test.begin("first")
    try finish(first)
    let begun = try test.begin("begun", "resnet18")
    for baseline in Baseline.allCases {
      try finish(try test.begin(baseline.rawValue, baseline.rawValue))
    }
    #expect(try lastFinished(under: "a") == first)
    let later = try manifest.use(TestManifest.configuration("b", test.dataSet), at: 2)
    let second = try test.begin("second", settings: "s", in: later)
    try finish(second)
    #expect(try lastFinished(under: "a") == first)
    #expect(try lastFinished(under: "b") == second)
    #expect(try lastFinished(under: "of another day") == second)
    try finish(begun)
    #expect(try lastFinished(under: "a") == begun)
  }

  @Test func thereIsNoRunWhereThereIsNoManifest() throws {
    #expect(
      try ManifestDatabase.lastFinishedRun(
        in: "\(test.folder.path)/none.sqlite", version: "1", under: Digest(of: "a")) == nil)
  }

  @Test func aClipsPredictionIsANetworksAndThePresentOnesFirst() throws {
    #expect(try manifest.lastPrediction(of: "x") == nil)
    let earlier = try test.begin("earlier")
    try test.predict(earlier, clips)
    let baseline = try test.begin("baseline", Baseline.linear.rawValue)
    try test.predict(baseline, clips)
    #expect(try manifest.lastPrediction(of: "x")?.run == earlier)
    let later = try manifest.use(TestManifest.configuration("b", test.dataSet), at: 2)
    #expect(try manifest.lastPrediction(of: "x")?.isCurrent == false)
    let present = try test.begin("present", settings: "s", in: later)
    try test.predict(present, [clips[0]])
    let newest = try #require(try manifest.lastPrediction(of: "x"))
    #expect(newest.run == present && newest.isCurrent && newest.predicted == "bark")
    #expect(try manifest.lastPrediction(of: "y")?.run == earlier)
  }

  @Test func baselinesAreThoseOfThePresentConfiguration() throws {
    for name in ["cnn4"] + Baseline.allCases.map(\.rawValue) {
      try test.predict(try test.begin(name, name), clips)
    }
    #expect(
      try test.query("SELECT network FROM baselines ORDER BY 1")
        == Baseline.allCases.map(\.rawValue).sorted())
    #expect(
      try manifest.runs(of: test.rows.id).filter(\.isOfBaseline).map(\.network)
        == Baseline.allCases.map(\.rawValue))
    _ = try manifest.use(TestManifest.configuration("b", test.dataSet), at: 2)
    #expect(try test.query("SELECT network FROM baselines").isEmpty)
    #expect(try test.query("SELECT count(*) FROM leaderboard") == ["3"])
  }

  /// Of two folds, the sample's.
  @Test func theLeaderboardHasMeanAndDeviationOfFolds() throws {
    let run = try test.begin("run")
    for (fold, accuracy) in [(1, 0.5), (2, 0.9)] {
      try manifest.record(
        FoldScores(
          fold: fold, condition: .clean, clips: 3, metrics: ["accuracy": accuracy], classes: []),
        [], of: run, key: Digest(of: "\(fold)"))
    }
    #expect(
      try test.query("SELECT folds, clips, accuracy, deviation FROM leaderboard")
        == ["2|6|0.7|0.2828"])
  }

  @Test func metricNamesAreThoseOfFoldsAndClasses() throws {
    let run = try test.begin("run")
    #expect(try manifest.metricNames(of: run).isEmpty)
    func record(_ fold: Int, _ metric: String, under condition: Condition = .clean) throws {
      try manifest.record(
        FoldScores(
          fold: fold, condition: condition, clips: 0, metrics: [metric: 1],
          classes: [.init(label: 0, metrics: ["of class": 1])]),
        [], of: run, key: Digest(of: "k"))
    }
    try record(1, "one")
    try record(2, "two")
    try record(2, "noisy", under: Condition("noise 10 dB"))
    #expect(
      try manifest.metricNames(of: run) == [1: ["one", "of class"], 2: ["two", "of class"]])
    #expect(
      try manifest.metricNames(of: run, under: Condition("noise 10 dB")) == [
        2: ["noisy", "of class"]
      ])
  }

  @Test func testedClipsKnowTheirRecordings() throws {
    let run = try test.begin("run")
    try test.predict(run, [clips[1], clips[0]])
    let tested = try manifest.testedClips(of: [run])
    #expect(tested.map(\.recording) == ["of x", "of y"])
    #expect(tested.allSatisfy { $0.fold == 2 && $0.label == 1 && $0.predicted == 0 })
  }

  /// Figures that were drawn from other predictions are none.
  @Test func figuresAreThoseOfTheirKeyAndTakeTheirPredecessorsPlace() throws {
    let experiment = Digest(of: "cnn4 ")
    _ = try test.begin("run")
    func figure(
      _ value: Double, fold: Int? = nil, label: Int? = nil, salience: Int? = nil
    ) -> ExperimentFigure {
      ExperimentFigure(
        fold: fold, label: label, salience: salience, metric: "accuracy", value: value,
        low: value - 0.1, high: nil)
    }
    let figures = [
      figure(0.5), figure(0.25, fold: 2), figure(0.75, label: 1), figure(0.9, salience: 2),
    ]
    try manifest.record(figures, of: experiment, key: Digest(of: "k"))
    #expect(try manifest.figures(of: experiment, key: Digest(of: "k")) == figures)
    #expect(try manifest.figures(of: experiment, key: Digest(of: "other")).isEmpty)
    #expect(
      try test.query("SELECT fold, label, salience, value FROM intervals ORDER BY value")
        == [
          "2|NULL|NULL|0.25", "NULL|NULL|NULL|0.5", "NULL|siren|NULL|0.75", "NULL|NULL|2|0.9",
        ])
    try manifest.record([figure(1)], of: experiment, key: Digest(of: "later"))
    #expect(try test.query("SELECT value FROM intervals") == ["1.0"])
  }

  @Test func aRunLastsAsLongAsItsEpochs() throws {
    let run = try test.begin("run")
    for epoch in [1, 2, 2] {
      try manifest.record(
        EpochRecord(
          epoch: epoch, loss: 1, accuracy: 0.5, learningRate: 0.1, clipsPerSecond: 9, seconds: 1.5,
          validationLoss: epoch == 2 ? 0.25 : nil), of: run)
    }
    #expect(try test.query("SELECT seconds FROM runs") == ["3.0"])
    #expect(
      try test.query("SELECT epoch, validation_loss FROM training_history WHERE epoch = 2")
        == ["2|0.25"])
  }
}
