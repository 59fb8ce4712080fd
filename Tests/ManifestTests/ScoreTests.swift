import Digests
import Manifest
import TestSupport
import Testing

/// What runs said, and what it is worth, by condition.
@Suite struct ScoreTests {
  let folder: TemporaryFolder
  let manifest: ManifestDatabase
  let rows: ConfigurationRows
  let clips: [Int64]
  let run: Int64

  init() throws {
    folder = try TemporaryFolder()
    manifest = try ManifestDatabase(path: "\(folder.path)/manifest.sqlite", version: "1")
    let dataSet = try manifest.dataSet(identity: "here", name: "test")
    try manifest.setClasses(["bark", "siren"], of: dataSet)
    rows = try manifest.use(
      ConfigurationRecord(
        digest: Digest(of: "a"), json: "{}", dataSet: dataSet, minimumSeconds: 0, recipes: [:]),
      at: 1)
    try manifest.record(
      (0..<4).map { index in
        ClipChange(
          position: index,
          listing: ClipListing(
            name: "\(index).wav", path: "\(index).wav", fold: 1 + index / 2, label: index % 2,
            recording: "\(index)", salience: 1, start: nil, end: nil),
          file: nil, frames: nil, fault: nil)
      }, in: dataSet)
    clips = try manifest.clips(of: dataSet).map(\.id)
    run = try manifest.begin(
      NewRun(
        key: Digest(of: "run"), experiment: Digest(of: "experiment"), network: "cnn4",
        trainFolds: [1], testFolds: [2], seed: 1, precision: "float32", epochs: 1, clips: 2,
        settings: "", machine: ""),
      for: rows, at: 0)
  }

  private func record(
    _ accuracy: Double, fold: Int = 2, under condition: Condition = .clean, key: String = "key",
    clips count: Int = 2
  ) throws {
    let tested = clips.suffix(2).prefix(count)
    try manifest.record(
      FoldScores(
        fold: fold, condition: condition, clips: tested.count,
        metrics: ["accuracy": accuracy, "macro_f1": accuracy, "novel": 0.25],
        classes: (0..<2).map { label in
          FoldScores.ClassScores(
            label: label,
            metrics: ["support": 1, "precision": accuracy, "recall": accuracy, "f1": accuracy])
        }),
      tested.enumerated().map { index, clip in
        PredictionRecord(
          clip: clip, label: index, predicted: accuracy == 1 ? index : 0, probability: 0.75,
          probabilities: "{}")
      }, of: run, key: Digest(of: key))
  }

  private func query(_ sql: String) throws -> [String] {
    try ManifestReader(manifest.path).query(sql)
  }

  @Test func whatIsRecordedIsReadBack() throws {
    try record(1)
    let scores = try manifest.scores(of: run)
    #expect(scores.map(\.fold) == [2])
    #expect(scores[0].clips == 2 && scores[0].condition == .clean)
    #expect(scores[0].metrics == ["accuracy": 1, "macro_f1": 1, "novel": 0.25])
    #expect(scores[0].classes.map(\.label) == [0, 1])
    #expect(scores[0].classes[1].metrics["support"] == 1)
    #expect(try manifest.confusion(of: [run], classes: 2) == [[1, 0], [0, 1]])
  }

  /// Noise must not reach the figures that people publish.
  @Test func theViewsShowTheCleanConditionAlone() throws {
    let views = [
      "accuracy_by_fold", "accuracy_by_class", "accuracy_by_salience", "predictions",
      "misclassified", "confusion", "leaderboard",
    ]
    try record(1)
    let before = try views.map { try query("SELECT * FROM \($0)") }
    try record(0.5, under: Condition("noise 10 dB"), key: "noisy")
    #expect(try views.map { try query("SELECT * FROM \($0)") } == before)
    #expect(
      try query("SELECT condition, value FROM scores WHERE metric = 'accuracy' ORDER BY 1")
        == ["clean|1.0", "noise 10 dB|0.5"])
    #expect(
      try query("SELECT DISTINCT label FROM scores WHERE metric = 'recall' ORDER BY 1")
        == ["bark", "siren"])
  }

  @Test func conditionsDoNotReplaceEachOther() throws {
    let noise = Condition("noise 10 dB")
    #expect(try manifest.evaluationKeys(of: run, under: noise).isEmpty)
    try record(1)
    try record(0.5, under: noise, key: "noisy")
    #expect(try manifest.evaluationKeys(of: run) == [2: Digest(of: "key")])
    #expect(try manifest.evaluationKeys(of: run, under: noise) == [2: Digest(of: "noisy")])
    #expect(try manifest.confusion(of: [run], classes: 2, under: noise) == [[1, 0], [1, 0]])
    try record(1, under: noise, key: "anew")
    #expect(try manifest.scores(of: run, under: noise)[0].metrics["accuracy"] == 1)
    #expect(try query("SELECT count(*) FROM prediction") == ["4"])
    #expect(try query("SELECT count(*) FROM condition") == ["2"])
  }

  /// A test that lost a clip's prediction is made again.
  @Test func aTestThatLostAPredictionHasNoKey() throws {
    try record(1)
    try manifest.removeClips([clips[3]])
    #expect(try manifest.evaluationKeys(of: run).isEmpty)
  }

  /// A metric that is measured from some day on leaves the columns of others as they are.
  @Test func aMetricThatWasNotMeasuredIsNull() throws {
    try record(1)
    #expect(
      try query("SELECT accuracy, log_loss, balanced_accuracy IS NULL FROM accuracy_by_fold")
        .count == 1)
    #expect(try query("SELECT count(*) FROM accuracy_by_fold WHERE log_loss IS NULL") == ["1"])
    #expect(try query("SELECT accuracy, clips, folds FROM leaderboard") == ["1.0|2|1"])
  }

  @Test func whatGoesWithARun() throws {
    try record(1)
    try manifest.forget(configuration: rows.id)
    for table in ["run", "evaluation", "score", "class_score", "prediction"] {
      #expect(try query("SELECT count(*) FROM \(table)") == ["0"], "\(table)")
    }
  }
}
