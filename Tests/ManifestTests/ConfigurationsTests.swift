import Digests
import Manifest
import TestSupport
import Testing

/// Which configuration is in use, and what it changed.
@Suite struct ConfigurationsTests {
  let test: TestManifest
  var manifest: ManifestDatabase { test.manifest }

  init() throws {
    test = try TestManifest()
  }

  private func use(_ name: String, json: String = "{}", at time: Int) throws -> ConfigurationRows {
    try manifest.use(TestManifest.configuration(name, test.dataSet, json: json), at: time)
  }

  /// Clocks are set back, and the views still show what was used last.
  @Test func theLastUsedIsTheLastWhateverTheClockSays() throws {
    #expect(try manifest.lastUsedConfiguration() == test.rows.id)
    let second = try use("b", at: 100)
    let third = try use("c", at: 3)
    #expect(try manifest.lastUsedConfiguration() == third.id)
    #expect(try manifest.configurations().map(\.id) == [third.id, second.id, test.rows.id])
    #expect(try manifest.configurations()[0].lastUsed > 100)
  }

  @Test func changesAreThoseOfKeysThatBothKnow() throws {
    let earlier = try use(
      "b",
      json: #"{"segment": {"seconds": 4, "channels": "mean"}, "paths": {"cache": "a"}, "old": 1}"#,
      at: 2)
    let later = try use(
      "c",
      json: """
        {"segment": {"seconds": 2.5, "channels": "first"}, "paths": {"cache": "b"},
         "training": {"patience": null, "mixup": 0.2}}
        """, at: 3)
    let changes = try manifest.changes(from: earlier.id, to: later.id) { key in
      ["training.mixup": "0", "training.patience": "null"][key]
    }
    #expect(
      changes.map(\.description) == [
        "segment.channels mean → first", "segment.seconds 4 → 2.5", "training.mixup 0 → 0.2",
      ])
    #expect(try manifest.settings(of: later.id)["training.patience"] == "null")
    #expect(try manifest.changes(from: later.id, to: later.id) { _ in nil }.isEmpty)
  }

  @Test func clipsOfARecipeAreThoseThatHaveSomething() throws {
    try test.ingest("x.wav", "one")
    try test.ingest("y.wav", "two", at: 1)
    let clips = try test.candidates()
    #expect(try manifest.clips(using: test.rows.recipes[.waveform]!).isEmpty)
    try test.recordWaveforms(clips[1], count: 2)
    try test.record(.tensor, clips[0], [test.artefact(.tensor, "t")])
    #expect(try manifest.clips(using: test.rows.recipes[.waveform]!) == [clips[1].clip])
  }

  @Test func forgettingAConfigurationLeavesTheRunsOfOthers() throws {
    let second = try use("b", at: 2)
    let (shared, own) = (try test.begin("shared"), try test.begin("own", "resnet18"))
    try manifest.use(shared, testFolds: [2], for: second.id)
    try manifest.forget(configuration: test.rows.id)
    #expect(try manifest.runs(of: second.id).map(\.id) == [shared])
    #expect(try manifest.run(withKey: Digest(of: "own")) == nil, "run \(own)")
  }

  /// What a person is told before results leave the views.
  @Test func testedRunsGoOutOfSightWhereAnotherConfigurationHasThemNot() throws {
    try test.ingest("x.wav", "one", fold: 2)
    let clip = try test.candidates()[0].clip
    let (first, second) = (try test.begin("first"), try test.begin("second", "resnet18"))
    _ = try test.begin("untested", "cnn14")
    for run in [first, second] { try test.predict(run, [clip]) }
    let other = try use("b", at: 2)
    #expect(try manifest.runsOutOfSight(of: test.rows.id, under: other.id) == 2)
    try manifest.use(first, testFolds: [2], for: other.id)
    #expect(try manifest.runsOutOfSight(of: test.rows.id, under: other.id) == 1)
    #expect(try test.query("SELECT DISTINCT run FROM predictions") == ["\(first)"])
    #expect(
      try test.query("SELECT run, current FROM all_predictions") == ["\(first)|1", "\(second)|0"])
  }

  /// `mixup 0.2 → 0`: in the run, and at present. Baselines have no training that could
  /// differ.
  @Test func aRunOfOtherSettingsSaysInWhichItDiffers() throws {
    try test.ingest("x.wav", "one", fold: 2)
    let clip = try test.candidates()[0].clip
    let common = "training.epochs=2\ntraining.seed=1\n"
    let earlier = try test.begin(
      "earlier", settings: common + "training.mixup=0.2\ntraining.frozen=\"a\"\n")
    let baseline = try test.begin("baseline", "linear")
    for run in [earlier, baseline] { try test.predict(run, [clip]) }
    let rows = try use("b", at: 2)
    let present = try test.begin(
      "present", settings: common + "training.mixup=0\ntraining.warmUp=0.1\n", in: rows)
    try manifest.use(baseline, testFolds: [2], for: rows.id)
    try test.predict(present, [clip])
    #expect(
      try test.query("SELECT run, differs FROM all_runs") == [
        "\(earlier)|spectrogram.hopLength a → b, frozen a → unset, mixup 0.2 → 0, warmUp unset → 0.1",
        "\(baseline)|",
        "\(present)|",
      ])
    #expect(
      try test.query(
        "SELECT network, settings FROM leaderboard WHERE network <> 'linear' ORDER BY current")
        == [
          "cnn4|spectrogram.hopLength a, frozen a, mixup 0.2",
          "cnn4|spectrogram.hopLength b, mixup 0, warmUp 0.1",
        ])
    #expect(
      try manifest.distinguishingSettings(
        of: Digest(of: "cnn4 " + common + "training.mixup=0\ntraining.warmUp=0.1\n"))
        == "spectrogram.hopLength b, mixup 0, warmUp 0.1")
    #expect(
      try manifest.distinguishingSettings(of: Digest(of: "linear ")) == "spectrogram.hopLength b")
    let without = try use("c", at: 3)
    try manifest.use(baseline, testFolds: [2], for: without.id)
    #expect(
      try test.query("SELECT differs FROM all_runs WHERE run = \(earlier)")
        == ["spectrogram.hopLength a → c"])
  }
}
