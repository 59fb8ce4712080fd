import Cache
import DataStages
import Engine
import Glibc
import Manifest
import ModelStages
import Pipeline
import TestSupport
import Testing

/// After a change, what depends on it runs again, and nothing else does.
///
/// Twelve clips in three folds give three runs of the network, of `linear` and of `duration`: nine
/// runs and nine tests.
@Suite(.serialized) struct IncrementalTests {
  let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
    let first = try data.runAll()
    #expect(first == Counts(ingest: 12, segment: 12, render: 12, train: 9, evaluate: 9))
  }

  fileprivate func expect(_ expected: Counts, _ comment: Comment? = nil) throws {
    let counts = try data.runAll()
    #expect(counts == expected, comment)
  }

  @Test func nothingRunsTwice() throws {
    try expect(Counts())
  }

  /// As a test that an earlier program made, which measured less.
  @Test(arguments: ["score", "class_score"])
  func aTestWithoutAMetricIsMadeAgain(table: String) throws {
    let metric = table == "score" ? "log_loss" : "f1"
    let count = "SELECT count(*) FROM \(table) WHERE metric = '\(metric)'"
    let before = try data.query(count)
    try data.execute("DELETE FROM \(table) WHERE metric = '\(metric)' AND run = 1")
    let plan = try EvaluateStage(folds: FoldSelection()).plan(in: data.context())
    #expect(plan.summary.reasons == [.metricMissing(name: metric): 1])
    try expect(Counts(evaluate: 1))
    #expect(try data.query(count) == before)
  }

  @Test func aTouchedFileIsReadAndNothingElse() throws {
    utimes("\(data.folder)/audio/\(data.rows[0].path)", nil)
    data.waitForClock()
    try expect(Counts(ingest: 1))
    try expect(Counts())
  }

  /// Two runs of an estimator learn from fold 1, and one is tested on it; `duration` sees lengths only.
  @Test func aChangedFileRunsItsClipAndWhatLearnedFromItsFold() throws {
    data.change(0) { $0.seed = 99 }
    try data.writeSound(data.rows[0])
    data.waitForClock()
    try expect(Counts(ingest: 1, segment: 1, render: 1, train: 4, evaluate: 6))
    data.change(0) { $0.seed = 0 }
    try data.writeSound(data.rows[0])
    data.waitForClock()
    try expect(Counts(ingest: 1, evaluate: 2), "the earlier content is known")
  }

  @Test func aRowWithAnotherLabelTrainsAgainButRendersNothing() throws {
    data.change(0) { $0.label = 1 - $0.label }
    try data.writeMetadata()
    try expect(Counts(train: 6, evaluate: 9))
  }

  @Test func aRowLessTrainsAgainButRendersNothing() throws {
    data.removeRow(0)
    try data.writeMetadata()
    try expect(Counts(train: 6, evaluate: 9))
  }

  @Test func aRowThatComesBackFindsAllThatWasMade() throws {
    let results = try ManifestReader(data.manifest).results()
    let row = data.rows[0]
    data.removeRow(0)
    try data.writeMetadata()
    try expect(Counts(train: 6, evaluate: 9))
    data.insertRow(row, at: 0)
    try data.writeMetadata()
    try expect(Counts(ingest: 1, evaluate: 3))
    #expect(try ManifestReader(data.manifest).results() == results)
  }

  /// What was predicted for a clip goes with its row.
  @Test func aRowThatWasGoneForAnIngestIsTestedAgain() throws {
    let results = try ManifestReader(data.manifest).results()
    let row = data.rows[0]
    data.removeRow(0)
    try data.writeMetadata()
    #expect(try data.run(IngestStage()) == 0)
    data.insertRow(row, at: 0)
    try data.writeMetadata()
    try expect(Counts(ingest: 1, evaluate: 3))
    #expect(try ManifestReader(data.manifest).results() == results)
  }

  @Test func aFileThatComesBackFindsAllThatWasMade() throws {
    let results = try ManifestReader(data.manifest).results()
    let path = "\(data.folder)/audio/\(data.rows[0].path)"
    rename(path, "\(data.folder)/away")
    try expect(Counts(train: 6, evaluate: 9))
    rename("\(data.folder)/away", path)
    data.waitForClock()
    try expect(Counts(ingest: 1, evaluate: 3))
    #expect(try ManifestReader(data.manifest).results() == results)
  }

  /// The preview bears the clip's name; and the order of clips, by name, stays.
  @Test func aRenamedFileIsDrawnAndTestedAgain() throws {
    let before = data.rows[0].path
    data.change(0) { $0.name = "100-0-0-1.wav" }
    rename("\(data.folder)/audio/\(before)", "\(data.folder)/audio/\(data.rows[0].path)")
    try data.writeMetadata()
    data.waitForClock()
    try expect(Counts(ingest: 1, render: 1, evaluate: 3))
    try expect(Counts())
  }

  /// As a spreadsheet leaves it: with a byte-order mark, CRLF and quotes.
  @Test func anotherSpellingOfTheMetadataChangesNothing() throws {
    let path = "\(data.folder)/metadata.csv"
    let text = String(decoding: try LocalFileSystem().read(path), as: UTF8.self)
    let lines = text.split(separator: "\n").map { line in
      line.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",")
    }
    try data.files.write("\u{feff}" + lines.joined(separator: "\r\n"), to: "metadata.csv")
    try expect(Counts())
  }

  @Test func aFileThatVanishesAfterIngestIsAFaultUntilItIsBack() throws {
    let results = try ManifestReader(data.manifest).results()
    data.change(0) { $0.seed = 99 }
    try data.writeSound(data.rows[0])
    data.waitForClock()
    #expect(try data.run(IngestStage()) == 1)
    unlink("\(data.folder)/audio/\(data.rows[0].path)")
    #expect(try data.run(SegmentStage()) == 1)
    #expect(
      try ManifestReader(data.manifest).query("SELECT clip, category, stage FROM clip_faults")
        == ["\(data.rows[0].name)|missing|segment"])
    try expect(Counts(render: 0, train: 6, evaluate: 9))
    data.change(0) { $0.seed = 0 }
    try data.writeSound(data.rows[0])
    data.waitForClock()
    try expect(Counts(ingest: 1, evaluate: 3))
    #expect(try ManifestReader(data.manifest).results() == results)
  }

  @Test func anotherOrderOfRowsChangesNothing() throws {
    let rows = data.rows
    for index in rows.indices { data.change(index) { $0 = rows[rows.count - 1 - index] } }
    try data.writeMetadata()
    try expect(Counts())
  }

  /// `duration` learns from lengths, which no parameter changes.
  @Test(arguments: [
    ("segment.padding=\"repeat\"", Counts(segment: 12, render: 12, train: 6, evaluate: 6)),
    ("segment.minimumSeconds=0.01", Counts()),
    ("spectrogram.hopLength=64", Counts(render: 12, train: 6, evaluate: 6)),
    ("preview.colormap=magma", Counts(render: 12)),
    ("training.epochs=3", Counts(train: 3, evaluate: 3)),
    ("training.seed=2", Counts(train: 3, evaluate: 3)),
    ("training.threads=2", Counts()),
    ("evaluation.batchSize=3", Counts()),
    ("training.tensorBoard=board", Counts()),
    ("dataset.name=renamed", Counts()),
  ])
  func aParameterRunsItsStageAndWhatFollows(override: String, expected: Counts) throws {
    data.overrides = [override]
    try expect(expected)
    data.overrides = []
    try expect(Counts(), "the earlier parameter's artefacts are still there")
  }
}

extension IncrementalTests {
  /// The manifest has a run's figures in one precision. Baselines have but one.
  @Test(.enabled(if: Machine.current.hasBfloat16, "needs AVX512-BF16"))
  func anotherPrecisionOfEvaluationTestsNetworksAgain() throws {
    data.overrides = ["evaluation.precision=bfloat16"]
    try expect(Counts(evaluate: 3))
    try expect(Counts())
    data.overrides = []
    try expect(Counts(evaluate: 3))
  }
}

/// A run may start from the weights of another.
@Suite struct InitialWeightsTests {
  @Test func weightsCountByTheirContent() throws {
    let data = try SmallDataSet()
    _ = try data.runAll()
    let checkpoint = try #require(
      ManifestDatabase(existing: data.manifest, version: "test").runs(of: 1)
        .first { $0.network == "cnn4" }?.checkpoint)
    let path = "\(data.cache)/\(ObjectStore.path(of: checkpoint.object, .checkpoint))"
    data.overrides = ["training.weights=\(path)"]
    #expect(try data.runAll() == Counts(train: 3, evaluate: 3))
    try data.files.write(try LocalFileSystem().read(path), to: "copy.safetensors")
    data.overrides = ["training.weights=copy.safetensors"]
    #expect(try data.runAll() == Counts())
  }

  @Test func weightsOfAnotherNetworkAreRefusedByTheirTensor() throws {
    let data = try SmallDataSet()
    _ = try data.runAll()
    let checkpoint = try #require(
      ManifestDatabase(existing: data.manifest, version: "test").runs(of: 1)
        .first { $0.network == "cnn4" }?.checkpoint)
    let path = "\(data.cache)/\(ObjectStore.path(of: checkpoint.object, .checkpoint))"
    data.overrides = ["training.weights=\(path)", "training.network.width=8"]
    #expect {
      try data.run(TrainStage(folds: FoldSelection()))
    } throws: {
      "\($0)".contains("features.0.weight")
    }
  }
}
