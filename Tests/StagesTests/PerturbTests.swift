import Audio
import DataStages
import Foundation
import Manifest
import Pipeline
import TestSupport
import Testing

import ModelStages

@Suite(.serialized) struct PerturbTests {
  let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
    try data.runAll()
  }

  private func perturb(_ overrides: String...) throws -> Int {
    data.overrides = overrides
    return try data.run(PerturbStage(folds: FoldSelection()))
  }

  private static let noise = #"robustness.conditions=["white-noise"]"#

  @Test func nothingIsTestedTwice() throws {
    #expect(try perturb() == 0)
    let clean = try data.query("SELECT run || clip || probabilities FROM predictions ORDER BY 1")
    // One network, three folds.
    #expect(try perturb(Self.noise, "robustness.severities=[1,5]") == 6)
    #expect(try perturb(Self.noise, "robustness.severities=[1,5]") == 0)
    #expect(try perturb(Self.noise, "robustness.severities=[1,3,5]") == 3)
    #expect(
      try perturb(
        #"robustness.conditions=["gain","white-noise"]"#, "robustness.severities=[5]") == 3)
    let tested = try data.query("SELECT condition || '|' || folds || '|' || clips FROM robustness")
    #expect(
      tested == [
        "gain 5|3|12", "white-noise 1|3|12", "white-noise 3|3|12", "white-noise 5|3|12",
      ])
    // The results themselves stay in sight, and as they were.
    #expect(
      try data.query("SELECT run || clip || probabilities FROM predictions ORDER BY 1") == clean)
    #expect(
      try data.run(EvaluateStage(folds: FoldSelection())) == 0)
  }

  @Test func theViewsSayWhatPredictionsSay() throws {
    _ = try perturb(#"robustness.conditions=["white-noise","time-shift"]"#)
    let counted = """
      SELECT name || printf(' %.9f', avg(share)) FROM (
        SELECT condition.name, run, avg(predicted = label) AS share
        FROM prediction JOIN condition ON condition.id = condition
        WHERE perturbation IS NOT NULL GROUP BY condition.id, run, fold)
      GROUP BY name ORDER BY name
      """
    let shown = """
      SELECT condition || printf(' %.9f', accuracy) FROM robustness ORDER BY condition
      """
    #expect(try data.query(shown) == data.query(counted))
    #expect(try data.query(shown).count == 10)
    let recall = """
      SELECT name || printf(' %.9f', share) FROM (
        SELECT condition.name || ' ' || class.name AS name, avg(predicted = class.label) AS share
        FROM prediction JOIN condition ON condition.id = condition
        JOIN class ON class.label = prediction.label
        WHERE perturbation IS NOT NULL GROUP BY condition.id, class.label) ORDER BY name
      """
    #expect(
      try data.query(
        """
        SELECT condition || ' ' || label || printf(' %.9f', recall)
        FROM robustness_by_class ORDER BY condition || ' ' || label
        """) == data.query(recall))
    #expect(
      try data.query(
        """
        SELECT count(*) FROM robustness JOIN
          (SELECT avg(accuracy) AS accuracy FROM accuracy_by_fold WHERE network = 'cnn4') AS fold
        WHERE abs(clean_accuracy - fold.accuracy) < 1e-9
          AND abs(kept - robustness.accuracy / fold.accuracy) < 1e-9
        """) == ["10"])
  }

  @Test func twoExperimentsAreHeldAgainstEachOther() throws {
    _ = try perturb(Self.noise)
    let other = ["training.epochs=1", Self.noise]
    data.overrides = other
    try data.runAll()
    _ = try data.run(PerturbStage(folds: FoldSelection()))
    #expect(try data.query("SELECT DISTINCT severities FROM relative_robustness") == ["5"])
    // Each against the other, with noise and over all conditions, which is the same for one.
    #expect(
      try data.query(
        """
        SELECT count(*) FROM relative_robustness AS one JOIN relative_robustness AS other
        ON one.experiment = other.reference AND one.reference = other.experiment
        WHERE abs(one.error - other.reference_error) < 1e-12
        """) == ["8"])
  }

  /// Without a change, the sounds give the tensors that render made of them, bit by bit.
  @Test(
    arguments: [
      [], ["segment.keepWaveforms=false"], ["segment.seconds=0.3", "segment.padding=repeat"],
      [
        "segment.seconds=0.3", "segment.padding=repeat", "segment.keepWaveforms=false",
        "segment.hopSeconds=0.1",
      ],
    ])
  func soundsGoThroughTheSameFrontEnd(overrides: [String]) throws {
    data.overrides = overrides
    _ = try data.run(IngestStage())
    _ = try data.run(SegmentStage())
    _ = try data.run(RenderStage())
    let context = try data.context()
    let examples = try context.examples()
    #expect(examples.count >= 12)
    let perturbed = try PerturbedTensors(examples, in: context) { _, sound in sound }
    let rendered = TensorReader(
      examples, shape: context.configuration.tensorShape, store: context.store)
    var (one, other) = (
      [Float](repeating: 0, count: context.configuration.tensorShape.count), [Float]()
    )
    other = one
    // In another order, too.
    for index in Array(examples.indices) + examples.indices.reversed() {
      var span = one.mutableSpan
      try perturbed.read(index, into: &span)
      var otherSpan = other.mutableSpan
      try rendered.read(index, into: &otherSpan)
      #expect(one == other)
    }
  }

  @Test func aSoundThatChangedSinceIsNotHeard() throws {
    let data = try SmallDataSet()
    data.overrides = ["segment.keepWaveforms=false", Self.noise]
    try data.runAll()
    var row = data.rows[0]
    row.seed = 77
    try data.writeSound(row)
    #expect(throws: AudioFault.self) { try data.run(PerturbStage(folds: FoldSelection())) }
  }

  // MARK: - Recordings that are given

  private static let background = #"robustness.conditions=["background"]"#
  private var folder: String { "\(data.folder)/street" }
  private var backgrounds: String { "robustness.backgrounds=\(folder)" }

  private func write(_ samples: [Float], rate: Int = 8_000, to name: String) throws {
    try data.files.write(
      WaveformFile.bytes(samples, sampleRate: rate), to: "street/\(name)")
  }

  private func hum(_ count: Int) -> [Float] { (0..<count).map { 0.4 * sinf(Float($0) * 0.9) } }

  @Test func recordingsOfAnyLengthAndRateAreHeard() throws {
    try write(hum(100), to: "short.wav")
    try write(hum(50_000), rate: 44_100, to: "other rate.wav")
    try write([Float](repeating: 0, count: 4_000), to: "silent.wav")
    try data.files.write(Array("no sound".utf8), to: "street/notes.txt")
    let settings = try data.context().configuration.segment
    let given = try GivenRecordings((key: "robustness.backgrounds", path: folder), settings)
    #expect(given.sounds.map(\.count).sorted() == [100, 9_070])
    #expect(given.leftOut.count == 2)
    #expect(given.leftOut.contains("silent.wav is silent"))
    #expect(try perturb(Self.background, backgrounds, "robustness.severities=[5]") == 3)
    #expect(try perturb(Self.background, backgrounds, "robustness.severities=[5]") == 0)
    // Another recording of the same name is another condition.
    try write(hum(200), to: "short.wav")
    #expect(try perturb(Self.background, backgrounds, "robustness.severities=[5]") == 3)
  }

  @Test func withoutAnythingToHearItSaysWhy() throws {
    func message(_ overrides: String...) -> String {
      data.overrides = overrides
      do {
        _ = try data.run(PerturbStage(folds: FoldSelection()))
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(message(Self.background).contains("background needs robustness.backgrounds"))
    #expect(message(Self.background, backgrounds).contains("Could not open the folder \(folder)"))
    try write([Float](repeating: 0, count: 4_000), to: "silent.wav")
    #expect(message(Self.background, backgrounds).contains("silent.wav is silent"))
    #expect(
      message(#"robustness.conditions=["rain"]"#).contains("expected a list of"))
    #expect(try data.query("SELECT count(*) FROM robustness") == ["0"])
  }

  @Test func aClipOfSilenceIsTestedAsItIs() throws {
    let row = data.rows[0]
    try data.files.write(
      WaveformFile.bytes([Float](repeating: 0, count: 3_200), sampleRate: 8_000),
      to: "audio/\(row.path)")
    data.overrides = []
    try data.runAll()
    _ = try perturb(Self.noise, "robustness.severities=[5]")
    let silent = """
      SELECT count(DISTINCT round(probability, 5)) FROM prediction JOIN clip ON clip.id = clip
      WHERE clip.name = '\(row.name)' AND run IN (SELECT run FROM runs WHERE network = 'cnn4')
      """
    #expect(try data.query(silent) == ["1"])
  }

  // MARK: - In training

  @Test func perturbedTrainingIsRepeatable() throws {
    let settings = [
      #"training.perturbations=["white-noise","time-shift"]"#, "training.perturbedShare=0.8",
    ]
    func checkpoints(_ overrides: [String]) throws -> [String] {
      let data = try SmallDataSet()
      data.overrides = overrides
      try data.runAll()
      return try data.query("SELECT checkpoint FROM runs WHERE network = 'cnn4' ORDER BY run")
    }
    let once = try checkpoints(settings)
    #expect(try checkpoints(settings) == once)
    #expect(try checkpoints([]) != once)
  }

  @Test func eachEpochAndClipDrawsAnew() throws {
    data.overrides = [
      #"training.perturbations=["white-noise","gain","low-pass"]"#, "training.perturbedShare=0.5",
    ]
    let context = try data.context()
    let examples = try context.examples()
    let rendered = TensorReader(
      examples, shape: context.configuration.tensorShape, store: context.store)
    let drawn = try #require(
      try DrawnPerturbations(of: examples, otherwise: rendered.read, in: context))
    let draws = (1...40).flatMap { epoch in
      ["a.wav 0", "b.wav 0"].map { drawn.drawn(for: $0, epoch: epoch) }
    }
    let names = draws.map { $0.map { "\($0.0) \($0.severity)" } ?? "" }
    #expect((20...60).contains(names.count { $0.isEmpty }))
    #expect(Set(names).count > 10)
    #expect(
      names.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        != names.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
    // What is not drawn is as render left it.
    let size = context.configuration.tensorShape.count
    var (one, other) = ([Float](repeating: 0, count: size), [Float](repeating: 0, count: size))
    for epoch in 1...8 {
      let example = examples[0]
      let isClean = drawn.drawn(for: "\(example.name) \(example.segment)", epoch: epoch) == nil
      var span = one.mutableSpan
      try drawn.read(0, epoch: epoch, into: &span)
      var otherSpan = other.mutableSpan
      try rendered.read(0, into: &otherSpan)
      #expect((one == other) == isClean)
    }
  }

  @Test func aProbeTakesNoPerturbations() throws {
    data.overrides = [
      #"training.perturbations=["gain"]"#, "training.mode=probe", "training.weights=none.pt",
    ]
    #expect(throws: (any Error).self) { try data.run(TrainStage(folds: FoldSelection())) }
  }
}
