import DataStages
import Foundation
import ModelStages
import Networks
import Pipeline
import TensorFiles
import TestSupport
import Testing

/// An epoch chosen on clips that are kept back: of the training folds, never of the tested one.
@Suite(.serialized) struct ValidationTests {
  private let data: SmallDataSet

  init() throws {
    data = try SmallDataSet(clips: 24, folds: 3)
    for stage: any Stage in [IngestStage(), SegmentStage(), RenderStage()] {
      _ = try data.run(stage)
    }
  }

  private func train(_ validation: String) throws -> String {
    data.overrides = [
      "training.validation=\(validation)", "training.epochs=6", "training.patience=3",
    ]
    _ = try data.run(TrainStage(folds: FoldSelection(tested: [1])))
    let checkpoint = try data.query(
      "SELECT checkpoint FROM runs WHERE network = 'cnn4' AND test_folds = '1'")[0]
    try #require(FileManager.default.fileExists(atPath: "\(data.cache)/\(checkpoint)"))
    return checkpoint
  }

  private func removeTensors(ofFold fold: Int) throws {
    let paths = try data.query("SELECT path FROM tensors WHERE fold = \(fold)")
    try #require(paths.count == 8)
    for path in paths {
      try FileManager.default.removeItem(atPath: "\(data.cache)/\(path)")
    }
  }

  @Test(arguments: ["recordings", "next-fold"])
  func theTestedFoldIsNotRead(validation: String) throws {
    let whole = try train(validation)
    let epochs = try data.query(
      "SELECT count(*) FROM training_history JOIN runs USING (run) WHERE network = 'cnn4'")
    #expect((4...6).contains(Int(epochs[0])!), "\(epochs)")
    let best = try data.query(
      """
      SELECT epoch FROM training_history JOIN runs USING (run) WHERE network = 'cnn4'
      ORDER BY validation_loss LIMIT 1
      """)
    let model = try SafetensorsFile(contentsOf: "\(data.cache)/\(whole)")
    #expect(model.metadata["epoch"] == best[0])
    // What was kept back says how far known sounds are from those that were learned from.
    let folds = validation == "recordings" ? [2, 3] : [3]
    let recordings = Set(data.rows.filter { folds.contains($0.fold) }.map(\.recording)).count
    let known = Set(try model.integers(named: "known.recordings")).count
    let calibrating = try model.floats(named: "known.distances").count
    #expect(known > 0 && calibrating > 0)
    #expect(validation == "recordings" ? known + calibrating == recordings : known == recordings)
    try FileManager.default.removeItem(atPath: "\(data.cache)/\(whole)")
    try removeTensors(ofFold: 1)
    #expect(try train(validation) == whole, "the same network without the tested fold's tensors")
    // What is kept back is read.
    try FileManager.default.removeItem(atPath: "\(data.cache)/\(whole)")
    try removeTensors(ofFold: 2)
    #expect(throws: (any Error).self) { try train(validation) }
  }

  @Test func aSingleTrainingFoldCannotBeKeptBack() throws {
    let two = try SmallDataSet(clips: 8, folds: 2)
    two.overrides = ["training.validation=next-fold"]
    for stage: any Stage in [IngestStage(), SegmentStage(), RenderStage()] {
      _ = try two.run(stage)
    }
    #expect {
      try TrainStage(folds: FoldSelection()).plan(in: two.context())
    } throws: {
      "\($0)".contains("but fold 2 alone is trained on")
    }
  }

  @Test func keptRecordingsAreWholeAndLeaveEachClassSome() {
    var settings = TrainingSettings()
    settings.validation = .recordings
    settings.validationShare = 0.25
    let clips = (0..<45).map { clip in
      (recording: clip == 44 ? "only" : "\(clip / 3)", label: clip == 44 ? 2 : clip / 3 % 2)
    }
    let kept = ValidationClips(settings).recordings(of: clips)
    for label in 0...1 {
      let count = clips.count { $0.label == label }
      // No more than the share and a recording of three clips.
      let keptClips = clips.count { $0.label == label && kept.contains($0.recording) }
      #expect((count / 4...count / 4 + 3).contains(keptClips))
    }
    #expect(!kept.contains("only"), "a class keeps a recording to learn from")
    settings.seed = 2
    #expect(ValidationClips(settings).recordings(of: clips) != kept)
    settings.validation = .none
    #expect(ValidationClips(settings).recordings(of: clips).isEmpty)
  }

  @Test func theFoldAfterTheTestedOneIsKept() {
    var settings = TrainingSettings()
    settings.validation = .nextFold
    let clips = ValidationClips(settings)
    #expect(clips.fold(of: [2, 3, 4], among: [1, 2, 3, 4]) == 2)
    #expect(clips.fold(of: [1, 2, 4], among: [1, 2, 3, 4]) == 4)
    #expect(clips.fold(of: [1, 2, 3], among: [1, 2, 3, 4]) == 1)
    #expect(clips.fold(of: [2], among: [1, 2]) == nil)
    settings.validation = .none
    #expect(ValidationClips(settings).fold(of: [2, 3], among: [1, 2, 3]) == nil)
  }
}
