import Configuration
import Digests
import Manifest
import Pipeline
import Testing

@Suite struct ReasonTests {
  @Test func namesTheParameterThatChanged() {
    let before = "segment.version=1\nspectrogram.hopLength=512\nspectrogram.power=2\n"
    let after = "segment.version=1\nspectrogram.hopLength=256\nspectrogram.power=2\n"
    #expect(Reason.change(from: before, to: after).description == "spectrogram.hopLength 512 → 256")
    #expect(Reason.change(from: nil, to: after) == .new)
  }

  /// `segment.hopSeconds` is `segment.seconds` where nobody sets it.
  @Test func namesTheKeyThatWasSetAndNotOneThatFollowsFromIt() {
    let before = "segment.hopSeconds=4\nsegment.seconds=4\n"
    let after = "segment.hopSeconds=2\nsegment.seconds=2\n"
    let seconds = SettingChange(key: "segment.seconds", from: "4", to: "2")
    #expect(
      Reason.change(from: before, to: after, set: [seconds]).description == "segment.seconds 4 → 2")
    let frontEnd = SettingChange(key: "frontEnd", from: "torchaudio", to: "panns")
    #expect(
      Reason.change(from: before, to: after, set: [frontEnd, seconds]).description
        == "frontEnd torchaudio → panns")
  }

  @Test func namesAStageThatComputesAnotherThingNow() {
    let reason = Reason.change(from: "render.version=1\n", to: "render.version=2\n")
    #expect(reason == .stageVersion(from: "1", to: "2"))
  }

  @Test func aPlanSaysHowManyAndWhy() {
    var plan = PlanSummary(stage: "render", unit: "segment")
    #expect(plan.description == "render: up to date (0 segments)")
    for _ in 0..<3 { plan.add(.new) }
    plan.add(.objectMissing)
    plan.upToDate = 8
    plan.bytes = 352_000
    #expect(
      plan.description
        == "render: 4 segments would run (3 new, 1 object missing), 8 up to date; takes 352 kB")
  }
}

@Suite struct FoldSelectionTests {
  let known = [1, 2, 3]

  @Test func eachFoldIsTestedAfterTrainingOnTheOthers() throws {
    let splits = try FoldSelection().splits(of: known)
    #expect(splits.map(\.test) == [[1], [2], [3]])
    #expect(splits.map(\.train) == [[2, 3], [1, 3], [1, 2]])
    #expect(try FoldSelection(tested: [2]).splits(of: known).map(\.test) == [[2]])
  }

  @Test func foldsCanBeChosenFreely() throws {
    let split = try FoldSelection(train: [3, 1], test: [2]).splits(of: known)
    #expect(split == [FoldSplit(train: [1, 3], test: [2])])
    #expect(try FoldSelection(test: [2]).splits(of: known).map(\.train) == [[1, 3]])
  }

  @Test func aStrangerOrALonelyFoldIsRefused() {
    #expect(throws: StageError.self) { try FoldSelection(tested: [9]).splits(of: known) }
    #expect(throws: StageError.self) { try FoldSelection().splits(of: [1]) }
  }
}

@Suite struct ShardTests {
  @Test func sharesCoverAllKeysOnce() throws {
    let keys = (0..<1000).map { Digest(of: "\($0)") }
    let shards = try (1...7).map { try #require(Shard("\($0)/7")) }
    for key in keys { #expect(shards.count { $0.contains(key) } == 1) }
    for shard in shards { #expect((80...220).contains(keys.count(where: shard.contains))) }
  }

  @Test(arguments: ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2", ""])
  func whatIsNoShareIsRefused(text: String) {
    #expect(Shard(text) == nil)
  }
}

@Suite struct RecipeTests {
  private func recipes(_ overrides: [String] = []) throws -> Recipes {
    Recipes(try PipelineConfiguration(text: Array("{}".utf8), path: "x", overrides: overrides))
  }

  /// Keys name what lies in people's caches: these may change with a stage's version only.
  @Test func keysOfTheDefaultsNeverChangeByAccident() throws {
    let recipes = try recipes()
    let waveform = recipes.waveformKey(source: Digest(of: "clip"), segment: 0)
    let tensor = recipes.tensorKey(waveform: waveform)
    let preview = recipes.previewKey(tensor: Digest(of: "tensor"), clip: "a.wav", segment: 0)
    #expect(waveform.hex == "0283808ff9f360fe8f7d047a2a27af63862f16124bc8d63572a82a1d35bfa7fc")
    #expect(tensor.hex == "300c53b8da8a30d699dc848af1a05c57f7dfeaa16e9ef0441113e7f1b2b35eb5")
    #expect(preview.hex == "94c63d6a745572f01d8008b349cc1c7b300454640952181bf636bcd7a3423058")
  }

  @Test func whatMeansTheSameHasTheSameKey() throws {
    let source = Digest(of: "clip")
    let key = try recipes().waveformKey(source: source, segment: 0)
    let same = [
      "segment.seconds=4.0", "segment.hopSeconds=4", "segment.minimumSeconds=1",
      "spectrogram.hopLength=256", "training.epochs=2", "paths.cache=elsewhere",
    ]
    for override in same {
      #expect(try recipes([override]).waveformKey(source: source, segment: 0) == key)
    }
    let tensor = try recipes().tensorKey(waveform: key)
    let unused = [
      "spectrogram.windowLength=1024", "spectrogram.maximumFrequency=11025",
      "spectrogram.pcen.gain=0.5", "spectrogram.deltas.width=5", "preview.colormap=gray",
    ]
    for override in unused { #expect(try recipes([override]).tensorKey(waveform: key) == tensor) }
  }

  @Test func whatMeansAnotherThingHasAnotherKey() throws {
    let source = Digest(of: "clip")
    let key = try recipes().waveformKey(source: source, segment: 0)
    #expect(try recipes().waveformKey(source: source, segment: 1) != key)
    #expect(try recipes().waveformKey(source: Digest(of: "other"), segment: 0) != key)
    for override in ["segment.seconds=3", "segment.padding=repeat", "segment.channels=first"] {
      #expect(try recipes([override]).waveformKey(source: source, segment: 0) != key)
    }
    let tensor = try recipes().tensorKey(waveform: key)
    for override in ["spectrogram.power=1", "spectrogram.floor=1e-9", "spectrogram.melNorm=slaney"]
    {
      #expect(try recipes([override]).tensorKey(waveform: key) != tensor)
    }
  }
}
