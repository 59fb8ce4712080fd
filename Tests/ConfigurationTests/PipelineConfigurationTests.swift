import Configuration
import Foundation
import Networks
import Spectrogram
import TestSupport
import Testing

struct PipelineConfigurationTests {
  @Test func needsNothing() throws {
    let defaults = try read("{}")
    #expect(defaults == (try read(#"{"dataset": {"format": "urbansound8k"}}"#)))
    #expect(defaults.segment == .torchaudio)
    #expect(defaults.spectrogram == .torchaudio)
    #expect(defaults.training == TrainingSettings())
    #expect(defaults.preview?.scale == 1)
    #expect(defaults.dataset.name == "UrbanSound8K")
    #expect(defaults.dataset.metadata == "data/UrbanSound8K/metadata/UrbanSound8K.csv")
    #expect(defaults.paths.manifest == "data/manifest.sqlite")
    #expect(defaults.weights == nil)
  }

  @Test func takesFiveSecondsForESC50() throws {
    let configuration = try read(#"{"dataset": {"format": "esc50"}}"#)
    #expect(configuration.segment.seconds == 5)
    #expect(configuration.dataset.metadata == "data/ESC-50/meta/esc50.csv")
    #expect(configuration.dataset.audio == "data/ESC-50/audio")
    #expect(configuration.dataset.name == "ESC-50")
    #expect(try read("{}", ["dataset.format=esc50"]) == configuration)
    #expect(try read("{}", ["dataset.format=esc50", "segment.seconds=4"]).segment.seconds == 4)
  }

  @Test(arguments: [
    (FrontEnd.torchaudio, SpectrogramSettings.torchaudio), (.librosa, .librosa),
    (.vggish, .vggish), (.panns, .panns), (.efficientat, .efficientat),
  ])
  func takesAPresetAndWhatOverridesIt(frontEnd: FrontEnd, settings: SpectrogramSettings) throws {
    let preset = try read("{}", ["frontEnd=\(frontEnd.rawValue)"])
    #expect(preset.spectrogram == settings)
    #expect(preset.frontEnd == frontEnd)
    let changed = try read(
      #"{"spectrogram": {"melBands": 40}, "frontEnd": "\#(frontEnd.rawValue)"}"#)
    #expect(changed.spectrogram.hopLength == settings.hopLength)
    #expect(changed.spectrogram != settings)
  }

  /// Keys that came later are part of no key where they change nothing.
  @Test func theScalingOfASpectrogramIsKeyedWhereThereIsOne() throws {
    let keys = Set(["preEmphasis", "affine.mean", "affine.deviation"].map { "spectrogram.\($0)" })
    let plain = try read("{}")
    #expect(keys.isDisjoint(with: plain.parameters.map(\.key)))
    #expect(plain.spectrogram.affine == nil && !plain.canonicalText.contains("affine"))
    #expect(try read("{}", ["spectrogram.affine.mean=0"]) == plain)
    let preset = try read("{}", ["frontEnd=efficientat"])
    #expect(keys.isSubset(of: preset.parameters.map(\.key)))
    #expect(preset.preview?.range == .perClip(dynamicRange: 3.5))
    let shifted = try read("{}", ["spectrogram.affine.mean=-40"])
    #expect(shifted.spectrogram.affine == AffineScaling(mean: -40, deviation: 1))
  }

  @Test func namesOfWeightsAreNoPaths() throws {
    let text = Array(#"{"training": {"weights": "efficientat-mn04"}}"#.utf8)
    let named = try PipelineConfiguration(text: text, path: "folder/pipeline.json")
    #expect(named.weights == "efficientat-mn04")
    let path = try PipelineConfiguration(
      text: text, path: "folder/pipeline.json", overrides: ["training.weights=mn04.pt"])
    #expect(path.weights == "folder/mn04.pt")
  }

  @Test func takesEverySettingOfASpectrogram() throws {
    let spectrogram = try read(
      #"""
      {"spectrogram": {
        "fftSize": 1000, "windowLength": 400, "window": "hamming", "windowSymmetric": true,
        "hopLength": 250, "framing": "centred", "padding": "replicate", "power": 1,
        "normalized": true, "melBands": 40, "minimumFrequency": 50, "maximumFrequency": 8000,
        "melScale": "slaney", "melNorm": "slaney", "scaling": "pcen",
        "pcen": {"scale": 2, "gain": 0.5, "bias": 3, "exponent": 0, "timeConstant": 0.1, "epsilon": 1e-5},
        "cepstrum": {"count": 13, "norm": "none", "lifter": 22},
        "deltas": {"order": 1, "width": 5}, "size": {"height": 32, "width": 64, "antialiased": false}}}
      """#
    ).spectrogram
    #expect(
      spectrogram
        == SpectrogramSettings(
          fftSize: 1_000, windowLength: 400, window: WindowShape(.hamming, isSymmetric: true),
          hopLength: 250, framing: .centred(.replicate), power: .magnitude, normalized: true,
          frequency: .mel(
            MelScale(
              bands: 40, minimumFrequency: 50, maximumFrequency: 8_000, formula: .slaney,
              norm: .slaney)),
          scaling: .pcen(
            PCEN(scale: 2, gain: 0.5, bias: 3, exponent: 0, timeConstant: 0.1, epsilon: 1e-5)),
          cepstrum: Cepstrum(count: 13, norm: .none, lifter: 22),
          deltas: Deltas(width: 5, includesSecond: false),
          size: ImageSize(height: 32, width: 64, isAntialiased: false)))
    #expect(
      try read("{}", ["spectrogram.scaling=logarithm", "spectrogram.offset=0.5"]).spectrogram
        .scaling
        == .logarithm(offset: 0.5))
    #expect(try read("{}", ["spectrogram.frequency=linear"]).spectrogram.frequency == .linear)
    #expect(
      try read("{}", ["spectrogram.framing=window-within"]).spectrogram.framing == .windowWithin)
    #expect(
      try read("{}", ["spectrogram.dynamicRange=80"]).spectrogram.scaling
        == .decibels(Decibels(dynamicRange: 80)))
  }

  @Test func readsPathsFromTheFilesFolder() throws {
    let text = #"{"paths": {"cache": "/big/cache"}, "training": {"weights": "w.safetensors"}}"#
    let configuration = try PipelineConfiguration(
      text: Array(text.utf8), path: "some/where/p.json",
      overrides: ["dataset.audio=../sounds", "dataset.format=folders"])
    #expect(configuration.paths.manifest == "some/where/data/manifest.sqlite")
    #expect(configuration.paths.cache == "/big/cache")
    #expect(configuration.weights == "some/where/w.safetensors")
    #expect(configuration.dataset.audio == "some/where/../sounds")
    #expect(configuration.dataset.name == "sounds")
    #expect(!configuration.canonicalText.contains("some/where"))
  }

  @Test func takesANetworkByNameOrWithItsWidth() throws {
    #expect(
      try read(#"{"training": {"network": "resnet18"}}"#).training.network
        == NetworkDescription(.resnet18))
    let narrow = #"{"training": {"network": {"name": "cnn4", "width": 16}}}"#
    #expect(try read(narrow).training.network == NetworkDescription(.cnn4, width: 16))
    #expect(
      try read(narrow, ["training.network=cnn4-wide"]).training.network
        == NetworkDescription(.cnn4Wide))
    #expect(
      try read("{}", [#"training.network={"width": 8}"#]).training.network
        == NetworkDescription(.cnn4, width: 8))
  }

  @Test func evaluatesInThePrecisionOfTraining() throws {
    let trained = try read("{}", ["training.precision=bfloat16"])
    #expect(trained.training.precision == .bfloat16 && trained.evaluation.precision == .bfloat16)
    #expect(
      try read("{}", ["training.precision=bfloat16", "evaluation.precision=float32"])
        .evaluation.precision == .float32)
  }

  @Test func drawsPreviewsAsAsked() throws {
    #expect(try read("{}", ["preview.enabled=false"]).preview == nil)
    #expect(
      try read("{}", ["preview.lower=-80", "preview.upper=0"]).preview?.range
        == .fixed(lower: -80, upper: 0))
    #expect(
      try read("{}", ["preview.dynamicRange=60"]).preview?.range == .perClip(dynamicRange: 60))
  }

  @Test(arguments: [
    ("dataset.name=Owls at night", "Owls at night"), ("dataset.name=5", "5"),
    ("dataset.name=\"5\"", "5"), ("dataset.name=a=b", "a=b"), ("dataset.name=null", "UrbanSound8K"),
    ("dataset.name={}", "{}"),
  ])
  func takesTextWithoutQuotes(override: String, name: String) throws {
    #expect(try read("{}", [override]).dataset.name == name)
  }

  @Test func letsTheLastOverrideWin() throws {
    let text = #"{"segment": {"seconds": 1}}"#
    #expect(try read(text, ["segment.seconds=2", "segment.seconds=3"]).segment.seconds == 3)
    #expect(try read(text, [#"segment={"padding":"repeat"}"#]).segment.seconds == 1)
  }

  @Test(arguments: [
    #"{"segment": {"seconds": 4.0}, "$schema": "soundmark.schema.json"}"#,
    #"{"training": {"seed": 1e0, "network": "cnn4"}, "segment": {"padding": "zero"}}"#,
  ])
  func writesTheSameForTheSameSettings(text: String) throws {
    #expect(try read(text).canonicalText == read("{}").canonicalText)
  }

  /// The text is hashed: a default that changes by accident would look like another configuration.
  @Test func writesTheDefaultsAsCommitted() throws {
    let text = try read("{}").canonicalText
    try PackageFiles.expect("Tests/ConfigurationTests/Golden/defaults.json", is: text + "\n")
  }

  @Test(arguments: [
    "{}", #"{"dataset": {"format": "esc50"}, "frontEnd": "panns"}"#,
    #"{"frontEnd": "vggish", "preview": {"dynamicRange": 0.1}, "training": {"network": {"width": 7}}}"#,
  ])
  func readsBackWhatItWrites(text: String) throws {
    let configuration = try read(text)
    // That a column is looked for under a name of its own accord is not written.
    let again = try read(configuration.canonicalText)
    #expect(again.canonicalText == configuration.canonicalText)
    #expect(again.parameters == configuration.parameters)
  }

  @Test func readsFiles() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".json")
    try Data(#"{"training": {"epochs": 3}}"#.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let configuration = try PipelineConfiguration.load(
      path: url.path, overrides: ["training.batchSize=8"])
    #expect(configuration.training.epochs == 3 && configuration.training.batchSize == 8)
  }

  @Test func survivesMutations() throws {
    let seed = Array(try read("{}").canonicalText.utf8)
    var random = SplitMix(seed: 4)
    var accepted = 0
    for _ in 0..<300 {
      let text = seed.mutated(using: &random)
      if (try? PipelineConfiguration(text: text, path: "p.json")) != nil { accepted += 1 }
    }
    #expect(accepted > 5)
  }

  @Test func keepsTheSchemaInStep() throws {
    try PackageFiles.expect("soundmark.schema.json", is: ConfigurationSchema.text)
  }

  @Test func keepsTheDocumentationInStep() throws {
    try PackageFiles.expect("docs/configuration.md", is: ConfigurationSchema.table)
  }

  private func read(_ text: String, _ overrides: [String] = []) throws -> PipelineConfiguration {
    try PipelineConfiguration(text: Array(text.utf8), path: "p.json", overrides: overrides)
  }
}
