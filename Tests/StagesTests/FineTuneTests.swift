import DataStages
import Foundation
import ModelStages
import Networks
import Pipeline
import TensorFiles
import TestSupport
import Testing

/// Training on from weights, with a last layer of its own.
@Suite(.serialized) struct FineTuneTests {
  private let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
    for stage: any Stage in [IngestStage(), SegmentStage(), RenderStage()] {
      _ = try data.run(stage)
    }
  }

  private func run(_ overrides: [String], network: String) throws -> SafetensorsFile {
    data.overrides = overrides
    _ = try data.run(TrainStage(folds: FoldSelection(tested: [1])))
    let path = try data.query(
      "SELECT checkpoint FROM runs WHERE network = '\(network)' AND test_folds = '1'")[0]
    return try SafetensorsFile(contentsOf: "\(data.cache)/\(path)")
  }

  /// Weights of a network with another number of classes, in a file of their own.
  private func weights() throws -> (path: String, file: SafetensorsFile) {
    var file = try run([], network: "cnn4")
    file.insert(
      .init(shape: [527, 32], floats: [Float](repeating: 1, count: 527 * 32)), as: "fc.weight")
    file.insert(.init(shape: [527], floats: [Float](repeating: 0, count: 527)), as: "fc.bias")
    file.metadata = [:]
    return (try data.files.write(file.encoded(), to: "weights.safetensors"), file)
  }

  @Test func theBodyComesFromTheWeightsAndTheHeadIsNew() throws {
    let (path, source) = try weights()
    let tuned = try run(
      ["training.weights=\(path)", "training.mode=fine-tune", "training.frozen=features"],
      network: "cnn4 fine-tuned")
    for name in tuned.names where name.hasPrefix("features.") {
      #expect(try tuned.tensor(named: name) == source.tensor(named: name), "\(name)")
    }
    #expect(try tuned.tensor(named: "fc.weight").shape == [2, 32])
    #expect(tuned.metadata["network"] == "cnn4 fine-tuned")

    let free = try run(
      ["training.weights=\(path)", "training.mode=fine-tune"], network: "cnn4 fine-tuned")
    #expect(
      try free.tensor(named: "features.0.weight") != source.tensor(named: "features.0.weight"))
    #expect(try data.run(EvaluateStage(folds: FoldSelection(tested: [1]))) > 0)
    let board = try data.query("SELECT network FROM leaderboard WHERE network LIKE 'cnn4%'")
    #expect(board == ["cnn4 fine-tuned"])
  }

  /// At a rate that moves nothing.
  @Test func theHeadMayBeginAsAProbe() throws {
    let (path, source) = try weights()
    let tuned = try run(
      [
        "training.weights=\(path)", "training.mode=fine-tune", "training.head=probe",
        "training.learningRate=1e-12",
      ], network: "cnn4 fine-tuned")
    let probe = try run(
      ["training.weights=\(path)", "training.mode=probe"], network: "cnn4 probe")
    for name in ["probe.weight", "probe.bias"] {
      let pairs = zip(try tuned.floats(named: name), try probe.floats(named: name))
      #expect(pairs.allSatisfy { abs($0 - $1) < 1e-6 }, "\(name)")
    }
    let first = "features.0.weight"
    let pairs = zip(try tuned.floats(named: first), try source.floats(named: first))
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(try tuned.floats(named: "input.mean") == source.floats(named: "input.mean"))
    #expect(try data.run(EvaluateStage(folds: FoldSelection(tested: [1]))) > 0)
  }

  @Test func withoutTheModeWeightsHaveToFitWhole() throws {
    let (path, _) = try weights()
    data.overrides = ["training.weights=\(path)"]
    #expect {
      try data.run(TrainStage(folds: FoldSelection(tested: [1])))
    } throws: {
      "\($0)".contains("tensor 'fc.weight'") && "\($0)".contains("training.mode fine-tune gives")
    }
  }

  /// Not the smaller ones whose tensors are among its own.
  @Test(arguments: [NetworkDescription.Name.crnn, .resnet34])
  func weightsOfAnotherNetworkAreOfTheOneThatTakesMost(name: NetworkDescription.Name) throws {
    let model = try RandomModel(NetworkDescription(name), bands: 64, frames: 64)
    var file = model.checkpoint
    file.metadata = [:]
    let path = try data.files.write(file.encoded(), to: "\(name).safetensors")
    data.overrides = [
      "training.weights=\(path)", "training.mode=fine-tune",
      #"training.network={"name":"resnet50"}"#,
    ]
    #expect {
      try data.run(TrainStage(folds: FoldSelection(tested: [1])))
    } throws: {
      "\($0)".hasSuffix("these weights fit training.network \(name.rawValue).")
    }
  }
}
