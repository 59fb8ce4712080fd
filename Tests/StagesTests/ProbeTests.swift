import DataStages
import Foundation
import ModelStages
import Pipeline
import Scoring
import TensorFiles
import TestSupport
import Testing

/// A logistic regression on what a frozen network makes of sounds, beside the baselines.
@Suite(.serialized) struct ProbeTests {
  private let data: SmallDataSet

  init() throws { data = try .probing() }

  private func packs() throws -> [String] {
    try data.query("SELECT DISTINCT path FROM embeddings ORDER BY path")
  }

  @Test func isAContenderWhoseEmbeddingsAreComputedOnce() throws {
    let first = try data.runAll()
    #expect(first == Counts(train: 2, evaluate: 2))
    #expect(
      try data.query("SELECT network FROM leaderboard WHERE current ORDER BY network")
        == ["cnn4 probe", "duration", "linear"])
    let places = "SELECT count(*) || ' ' || count(DISTINCT place) FROM embeddings"
    #expect(try data.query(places) == ["24 24"])
    let made = try packs()
    #expect(made.count == 1)
    #expect(try data.runAll() == Counts())
    data.overrides.append("training.inversePenalty=0.5")
    #expect(try data.runAll() == Counts(train: 2, evaluate: 2))
    #expect(try packs() == made)
    #expect(try data.query("SELECT count(*) FROM artefact WHERE kind = 'embedding'") == ["24"])
  }

  /// Its checkpoint is a network of its own: the same answers from the sound file alone, calibrated.
  @Test func classifiesFromItsFileAsItWasEvaluated() throws {
    try data.runAll()
    let rows = try data.query(
      """
      SELECT checkpoint || ' ' || clips.path || ' ' || predicted || ' ' || probability || ' '
             || json_extract(probabilities, '$.dog_bark')
      FROM predictions
      JOIN runs USING (run) JOIN clips USING (clip)
      WHERE network = 'cnn4 probe' AND predictions.fold = 1 LIMIT 3
      """)
    try #require(rows.count == 3)
    for row in rows.map({ $0.split(separator: " ").map(String.init) }) {
      let classifier = try SoundClassifier(TrainedModel(contentsOf: "\(data.cache)/\(row[0])"))
      let found = try #require(try classifier.classify(path: "\(data.folder)/audio/\(row[1])"))
      #expect(found.label == row[2] && found.isCalibrated)
      let file = try SafetensorsFile(contentsOf: "\(data.cache)/\(row[0])")
      let temperature = Temperature(try #require(file.metadata["temperature"].flatMap(Double.init)))
      let dog = Double(row[4])!
      let calibrated = temperature.applied(to: [dog, 1 - dog]).max()!
      #expect(abs(found.probability - calibrated) < 1e-3)
    }
  }

  /// One score a recording of the training folds; a set for what is asked, or a sentence.
  @Test func saysWhatASoundMayBe() throws {
    try data.runAll()
    let row = try data.query(
      "SELECT checkpoint || '|' || train_folds FROM runs WHERE network = 'cnn4 probe' LIMIT 1")[0]
    let fields = row.split(separator: "|").map(String.init)
    let path = "\(data.cache)/\(fields[0])"
    let scores = try #require(
      SafetensorsFile(contentsOf: path).metadata["conformal_scores"]?.split(separator: " "))
    let folds = Set(fields[1].split(separator: " ").compactMap { Int($0) })
    let recordings = Set(data.rows.filter { folds.contains($0.fold) }.map(\.recording))
    #expect(scores.count == recordings.count)
    let sound = "\(data.folder)/audio/\(data.rows[0].path)"
    for (alpha, classes) in [(0.001, 2), (0.999, 1)] {
      let found = try SoundClassifier(TrainedModel(contentsOf: path), unsure: alpha)
        .classify(path: sound)
      #expect(found?.set?.count == classes && found?.set?.first == found?.label)
    }
    let silent = try TrainedModel(contentsOf: "\(data.folder)/weights.safetensors")
    #expect { try SoundClassifier(silent, unsure: 0.1) } throws: {
      "\($0)".contains("no scores of clips that were kept from learning")
        || "\($0)".contains("gives embeddings")
    }
  }

  /// Recordings of the training folds, of which a fifth calibrates; PyTorch gets none of it.
  @Test func saysWhenASoundIsNoneOfThese() throws {
    try data.runAll()
    let row = try data.query(
      "SELECT checkpoint || '|' || train_folds FROM runs WHERE network = 'cnn4 probe' LIMIT 1")[0]
    let fields = row.split(separator: "|").map(String.init)
    let path = "\(data.cache)/\(fields[0])"
    var file = try SafetensorsFile(contentsOf: path)
    let folds = Set(fields[1].split(separator: " ").compactMap { Int($0) })
    let recordings = Set(data.rows.filter { folds.contains($0.fold) }.map(\.recording)).count
    let calibrating = try file.floats(named: "known.distances").count
    #expect(calibrating == max(1, Int((Double(recordings) / 5).rounded())))
    let known = try file.integers(named: "known.recordings")
    #expect(Set(known).count == recordings - calibrating)
    let exported = try ModelExport(TrainedModel(contentsOf: path)).stateDictionary()
    #expect(!exported.names.contains { $0.hasPrefix("known.") })

    let sound = "\(data.folder)/audio/\(data.rows[0].path)"
    let least = 1 / Double(1 + calibrating)
    for (alpha, isNoneOfThese) in [(least - 0.01, false), (0.999_999, nil)] as [(Double, Bool?)] {
      let found = try SoundClassifier(TrainedModel(contentsOf: path), unsure: alpha)
        .classify(path: sound)
      let novelty = try #require(found?.novelty)
      #expect((least...1).contains(novelty.pValue))
      #expect(novelty.isNoneOfThese == isNoneOfThese ?? (novelty.pValue < 1))
    }
    let silent = try SoundClassifier(TrainedModel(contentsOf: path)).classify(path: sound)
    #expect(silent?.novelty == nil && silent?.set == nil)

    // A file that was cut: a sentence.
    file.insert(.init(shape: [1, 3], floats: [1, 0, 0]), as: "known.sounds")
    let cut = try data.files.write(file.encoded(), to: "cut.safetensors")
    #expect {
      try SoundClassifier(TrainedModel(contentsOf: cut), unsure: 0.1)
    } throws: {
      "\($0)".contains("cut.safetensors") && "\($0)".contains("known.recordings")
    }
    // One of an earlier version: sets alone, and why.
    var earlier = SafetensorsFile(metadata: file.metadata)
    for name in file.names where !name.hasPrefix("known.") {
      earlier.insert(try file.tensor(named: name), as: name)
    }
    let old = try data.files.write(earlier.encoded(), to: "old.safetensors")
    let classifier = try SoundClassifier(TrainedModel(contentsOf: old), unsure: 0.1)
    let found = try classifier.classify(path: sound)
    #expect(found?.set != nil && found?.novelty == nil)
    #expect(classifier.unsureNote?.contains("make train ARGS=--force") == true)
  }

  /// The rows of export's file are what embed makes of the sounds themselves.
  @Test func exportsEmbeddingsAsEmbedMakesThem() throws {
    let weights = "\(data.folder)/weights.safetensors"
    let path = "\(data.folder)/embeddings.safetensors"
    _ = try data.run(TrainStage(folds: FoldSelection()))
    try TensorExport(folds: [2], embeddings: true, in: data.context()).write(
      to: path, as: .safetensors)
    let file = try SafetensorsFile(contentsOf: path)
    let rows = data.rows.filter { $0.fold == 2 }.sorted { $0.name < $1.name }
    let embedder = try SoundEmbedder(TrainedModel(contentsOf: weights))
    let features = embedder.features
    let exported = try file.floats(named: "embeddings", shape: [rows.count, features])
    #expect(try file.integers(named: "labels") == rows.map { Int64($0.label) })
    #expect(file.metadata["recordings"] != nil)
    for (index, row) in rows.enumerated() {
      let sound = "\(data.folder)/audio/\(row.path)"
      let found = try #require(try embedder.embed(path: sound))
      try #require(found.count == 1)
      #expect(found[0].start == 0 && found[0].name == sound)
      for (a, b) in zip(found[0].values, exported[index * features..<(index + 1) * features]) {
        #expect(abs(a - b) < 1e-4)
      }
    }
  }

  /// Whatever the path, weights count by their content.
  @Test func weightsMayBeALink() throws {
    let (weights, link) = ("\(data.folder)/weights.safetensors", "\(data.folder)/link.safetensors")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: weights)
    let sound = "\(data.folder)/audio/\(data.rows[0].path)"
    let embeddings = try [weights, link].map { path in
      let model = try TrainedModel(path) { WeightsFolder(nil) }
      return try SoundEmbedder(model).embed(path: sound)?.first?.values
    }
    #expect(embeddings[0] != nil && embeddings[0] == embeddings[1])
    #expect(try data.run(TrainStage(folds: FoldSelection())) == 2)
    data.overrides = ["training.weights=\(link)", "training.mode=probe"]
    #expect(try data.run(TrainStage(folds: FoldSelection())) == 0)
  }

  @Test func saysHowToGetEmbeddingsThatAreNotThere() throws {
    #expect {
      try TensorExport(folds: [], embeddings: true, in: data.context())
    } throws: {
      "\($0)".contains("run soundmark train")
    }
    data.overrides = []
    #expect {
      try TensorExport(folds: [], embeddings: true, in: data.context())
    } throws: {
      "\($0)".contains("set training.weights")
    }
  }

  /// By clips that the probe did not learn from: of its own training folds.
  @Test func evaluationSaysWhatCalibrationDoes() throws {
    try data.runAll()
    let scores = """
      SELECT metric FROM scores WHERE network = 'cnn4 probe' AND fold = 1 AND label IS NULL ORDER BY 1
      """
    let metrics = try data.query(scores)
    for metric in ["brier", "calibration_error", "calibration_error_squared", "log_loss"] {
      #expect(metrics.contains(metric) && metrics.contains("calibrated_\(metric)"), "\(metrics)")
    }
    #expect(metrics.contains("temperature"))
    #expect(metrics.contains("sets_90_coverage") && metrics.contains("sets_95_size"), "\(metrics)")
    let promises = try data.query("SELECT DISTINCT printf('%.2f', promised) FROM sets ORDER BY 1")
    #expect(promises == ["0.90", "0.95"])
    let wrong = try data.query("SELECT * FROM sets WHERE coverage NOT BETWEEN 0 AND 1 OR size < 1")
    #expect(wrong.isEmpty, "\(wrong)")
    #expect(
      try data.query(
        "SELECT DISTINCT printf('%.2f', promised) FROM rejections WHERE rejected BETWEEN 0 AND 1 ORDER BY 1"
      )
        == ["0.05", "0.10"])
    let baseline = try data.query(scores.replacing("cnn4 probe", with: "linear"))
    #expect(baseline.contains("brier") && !baseline.contains("calibrated_brier"))
  }

  /// One that has no depthwise convolutions, and sums before its pooling.
  @Test func anyNetworkMayBeFrozen() throws {
    data.overrides = ["training.epochs=1", "training.network={\"name\":\"resnet18\",\"width\":4}"]
    try data.runAll()
    let checkpoint = try data.query(
      "SELECT checkpoint FROM runs WHERE network = 'resnet18' AND test_folds = '1'")[0]
    let weights = "\(data.folder)/resnet.safetensors"
    try FileManager.default.copyItem(atPath: "\(data.cache)/\(checkpoint)", toPath: weights)
    data.overrides += ["training.weights=\(weights)", "training.mode=probe"]
    #expect(try data.runAll() == Counts(train: 2, evaluate: 2))
    #expect(
      try data.query("SELECT network FROM leaderboard WHERE current ORDER BY network")
        == ["duration", "linear", "resnet18 probe"])
  }

  @Test func numbersThatAreNotFiniteAreRefused() throws {
    var file = try SafetensorsFile(contentsOf: "\(data.folder)/weights.safetensors")
    // Of the last norm, behind which values are summed over time.
    let biases = file.names.filter { $0.hasPrefix("features.") && $0.hasSuffix(".bias") }
    let last = try #require(biases.max { $0.localizedStandardCompare($1) == .orderedAscending })
    let shape = try file.tensor(named: last).shape
    file.insert(
      .init(shape: shape, floats: [Float](repeating: 3e38, count: shape[0])), as: last)
    let path = try data.files.write(file.encoded(), to: "huge.safetensors")
    data.overrides = ["training.weights=\(path)", "training.mode=probe"]
    #expect {
      _ = try data.run(TrainStage(folds: FoldSelection()))
    } throws: {
      "\($0)".contains("numbers that are not finite") && "\($0)".contains("huge.safetensors")
    }
  }

  /// Found before any work, by every plan.
  @Test func weightsBehindAnotherFrontEndAreRefused() throws {
    data.overrides.append("spectrogram.melBands=32")
    #expect {
      try data.runAll()
    } throws: {
      "\($0)".contains("it was trained with spectrogram.melBands 16")
    }
  }

  @Test func aLostPackIsMadeAgainAsItWas() throws {
    try data.runAll()
    let made = try packs()
    try FileManager.default.removeItem(atPath: "\(data.cache)/\(made[0])")
    data.overrides.append("training.inversePenalty=0.5")
    #expect(try data.runAll() == Counts(train: 2, evaluate: 2))
    #expect(try packs() == made)
    #expect(FileManager.default.fileExists(atPath: "\(data.cache)/\(made[0])"))
  }
}
