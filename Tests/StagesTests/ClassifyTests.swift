import Audio
import Cache
import Configuration
import DataStages
import Foundation
import ModelStages
import Pipeline
import TensorFiles
import TestSupport
import Testing

@Suite(.serialized) struct ClassifyTests {
  let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
    try data.runAll()
  }

  private func projectModel(_ overrides: [String] = []) throws -> ProjectModel {
    try ProjectModel(
      of: PipelineConfiguration.load(path: data.configuration, overrides: overrides))
  }

  private func classify(_ path: String, by model: String) throws -> Classification {
    let found = try SoundClassifier(TrainedModel(contentsOf: model)).classify(path: path)
    return try #require(found)
  }

  /// A copy of the project's model whose file was changed.
  private func changedModel(_ change: (inout SafetensorsFile) -> Void) throws -> String {
    var file = try SafetensorsFile(contentsOf: projectModel().path)
    change(&file)
    return try data.files.write(file.encoded(), to: "changed.safetensors")
  }

  @Test func saysWhatEvaluateRecorded() throws {
    let model = try projectModel()
    let classifier = try SoundClassifier(TrainedModel(contentsOf: model.path))
    let rows = try ManifestReader(data.manifest).query(
      """
      SELECT clips.path, predicted, probability, json_extract(probabilities, '$.dog_bark')
      FROM predictions JOIN clips USING (clip) WHERE run = \(model.run.id)
      """)
    #expect(rows.count == 4)
    for row in rows {
      let columns = row.split(separator: "|").map(String.init)
      let found = try #require(
        try classifier.classify(path: "\(data.folder)/audio/\(columns[0])"))
      #expect(found.label == columns[1])
      #expect(abs(found.probability - Double(columns[2])!) < 1e-4)
      let bark = try #require(found.probabilities.first { $0.label == "dog_bark" })
      #expect(abs(bark.probability - Double(columns[3])!) < 1e-4)
      #expect(found.probabilities.count == 2)
      #expect(found.segments == 1)
    }
  }

  /// Where the configuration has another front end, the model's counts.
  @Test func theModelsOwnFrontEndIsUsed() throws {
    let sound = "\(data.folder)/audio/\(data.rows[0].path)"
    let other = try changedModel {
      $0.metadata["spectrogram"] = $0.metadata["spectrogram"]!.replacing(
        "spectrogram.hopLength=128", with: "spectrogram.hopLength=64")
    }
    let plain = try classify(sound, by: projectModel().path)
    let changed = try classify(sound, by: projectModel(["spectrogram.hopLength=64"]).path)
    #expect(changed.probabilities.map(\.probability) == plain.probabilities.map(\.probability))
    #expect(try classify(sound, by: other).probability != plain.probability)
  }

  /// Two whole segments and half of one.
  @Test func aLongSoundIsTheMeanOfItsSegments() throws {
    let model = try projectModel().path
    let samples = noise(10_000)
    let whole = try classify(
      data.files.write(samples, to: "whole.wav", as: SoundFormat(rate: 8000)), by: model)
    let parts = try stride(from: 0, to: samples.count, by: 4000).map { start in
      let part = Array(samples[start..<min(start + 4000, samples.count)])
      return try classify(
        data.files.write(part, to: "\(start).wav", as: SoundFormat(rate: 8000)), by: model)
    }
    #expect(whole.segments == 3)
    for (label, probability) in whole.probabilities {
      let mean = parts.reduce(0) { sum, part in
        sum + part.probabilities.first { $0.label == label }!.probability / 3
      }
      #expect(abs(probability - mean) < 1e-12)
    }
    #expect(Set(parts.map(\.probability)).count == 3)
  }

  @Test func theLastRunOfTheConfigurationIsTheDefault() throws {
    let first = try projectModel()
    #expect(first.run.network == "cnn4")
    #expect(first.run.testFolds == [3])
    data.overrides = ["training.seed=2"]
    try data.runAll()
    #expect(try projectModel().run.id == first.run.id)
    #expect(try projectModel(["training.seed=2"]).run.id > first.run.id)
    // One that was never trained: what was used last.
    #expect(
      try projectModel(["training.seed=3"]).run.id == projectModel(["training.seed=2"]).run.id)
  }

  @Test func aCheckpointThatIsGoneIsSaid() throws {
    let path = try projectModel().path
    try FileManager.default.removeItem(atPath: path)
    let error = #expect(throws: ModelError.self) { try projectModel() }
    #expect(error?.description.contains("soundmark train, which makes it again") == true)
  }

  @Test func beforeTheFirstTrainingThereIsNoModel() throws {
    let untrained = try SmallDataSet()
    let configuration = try PipelineConfiguration.load(path: untrained.configuration)
    #expect(throws: ModelError.self) { try ProjectModel(of: configuration) }
    #expect(!FileManager.default.fileExists(atPath: untrained.manifest))
    _ = try untrained.run(IngestStage())
    let error = #expect(throws: ModelError.self) { try ProjectModel(of: configuration) }
    #expect(error?.description.contains("run soundmark train first") == true)
  }

  @Test func aBareStateDictionaryLacksItsClasses() throws {
    let bare = try changedModel { $0.metadata = [:] }
    let error = #expect(throws: ModelError.self) { try TrainedModel(contentsOf: bare) }
    #expect(error?.description.contains("lacks network, classes, segment, spectrogram") == true)
  }

  @Test(arguments: ["linear", "duration"])
  func aBaselineIsNoModel(_ baseline: String) throws {
    let checkpoint = try data.query(
      "SELECT checkpoint FROM runs WHERE network = '\(baseline)' LIMIT 1")[0]
    let error = #expect(throws: ModelError.self) {
      try TrainedModel(contentsOf: "\(data.cache)/\(checkpoint)")
    }
    #expect(error?.description.contains("it is the baseline \(baseline)") == true)
  }

  @Test(arguments: [
    ("segment", "segment.seconds=never\n", "'segment.seconds' is \"never\""),
    ("segment", "segment.seconds\n", "'segment.seconds' is"),
    ("spectrogram", "spectrogram.future=1\n", "there is no key 'spectrogram.future'"),
    ("spectrogram", "spectrogram.fftSize=7\n", "spectrogram"),
    ("classes", "a\nb\nc", "names 3 classes but its network tells 2 apart"),
  ])
  func metadataIsNotTrusted(_ name: String, _ text: String, _ sentence: String) throws {
    let model = try changedModel { $0.metadata[name] = text }
    #expect {
      try SoundClassifier(TrainedModel(contentsOf: model))
    } throws: {
      "\($0)".contains(sentence) && "\($0)".contains("changed.safetensors")
    }
  }

  @Test func aTornModelIsAnError() throws {
    let bytes = try SafetensorsFile(contentsOf: projectModel().path).encoded()
    let torn = try data.files.write(bytes.dropLast(), to: "torn.safetensors")
    #expect(throws: ModelError.self) { try TrainedModel(contentsOf: torn) }
    #expect(throws: ModelError.self) { try TrainedModel(contentsOf: data.folder + "/none") }
  }

  @Test func aFaultIsTheSounds() throws {
    let classifier = try SoundClassifier(TrainedModel(contentsOf: projectModel().path))
    let fault = #expect(throws: AudioFault.self) {
      try classifier.classify(path: data.configuration)
    }
    #expect(fault?.category == .notAudio)
    #expect(try classifier.classify(path: "\(data.folder)/audio/\(data.rows[0].path)") != nil)
  }
}
