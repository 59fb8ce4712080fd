import Configuration
import Engine
import Learning
import Networks
import TensorFiles
import TestSupport

import ModelStages

/// A network of random weights in a file as train leaves one, and what the engine makes of it.
struct RandomModel {
  static let (mean, deviation): (Float, Float) = (-3.5, 2.25)
  let network: NetworkDescription
  let bands, frames: Int
  let classes = 10
  let checkpoint: SafetensorsFile

  /// - Parameters:
  ///   - weights: In place of random ones, where they have a tensor: by its name and shape.
  ///   - name: What a leaderboard calls it; nil: the network's.
  init(
    _ network: NetworkDescription, bands: Int, frames: Int, name: String? = nil,
    weights: (String, [Int]) -> [Float]? = { _, _ in nil }
  ) throws {
    (self.network, self.bands, self.frames) = (network, bands, frames)
    var random = SplitMix(seed: 7)
    func values(_ shape: [Int], from low: Double, to high: Double) -> [Float] {
      (0..<shape.reduce(1, *)).map { _ in Float(Double.random(in: low...high, using: &random)) }
    }
    let configuration = try PipelineConfiguration(
      text: Array(#"{"spectrogram": {"size": {"height": \#(bands), "width": \#(frames)}}}"#.utf8),
      path: "pipeline.json")
    var file = SafetensorsFile(metadata: [
      "network": name ?? network.name, "layers": network.layersText,
      "classes": (0..<classes).map { "class \($0)" }.joined(separator: "\n"),
      "segment": configuration.canonicalText(of: .segment),
      "spectrogram": configuration.canonicalText(of: .spectrogram),
      "front_end": FrontEndCard(configuration).hash,
    ])
    for tensor in try network.tensors(bands: bands, frames: frames, classes: classes) {
      let made: [Float]
      switch tensor.role {
      case .counter:
        file.insert(.init(shape: tensor.shape, integers: [3]), as: tensor.name)
        continue
      case .buffer(let value):
        made = values(tensor.shape, from: Double(value) - 0.2, to: Double(value) + 0.2)
      case .parameter(.constant(let value)):
        made = values(tensor.shape, from: Double(value) - 0.2, to: Double(value) + 0.2)
      case .parameter(.normal(let deviation)):
        made = values(tensor.shape, from: -1.7 * deviation, to: 1.7 * deviation)
      case .parameter(.uniform(let bound)):
        made = values(tensor.shape, from: -bound, to: bound)
      }
      file.insert(
        .init(shape: tensor.shape, floats: weights(tensor.name, tensor.shape) ?? made),
        as: tensor.name)
    }
    file.insert(.init(shape: [], floats: [Self.mean]), as: "input.mean")
    file.insert(.init(shape: [], floats: [Self.deviation]), as: "input.standard_deviation")
    checkpoint = file
  }

  /// The model as commands have it, from a file.
  func trained(in folder: TemporaryFolder) throws -> TrainedModel {
    let name = checkpoint.metadata["network"]!
    return try TrainedModel(
      contentsOf: folder.write(checkpoint.encoded(), to: "\(name).model.safetensors"))
  }

  /// The engine's logits, `[clips, classes]`, of spectrograms that are standardised.
  func logits(_ input: [Float], clips: Int, frames: Int? = nil) throws -> [Float] {
    let team = Team(threads: 2)
    return try team.lead {
      let plan = try InferencePlan(
        layers: network.layers(classes: classes), batch: clips, bands: bands,
        frames: frames ?? self.frames, team: team,
        weights: { try checkpoint.floats(named: $0, shape: $1) })
      return try plan.logits(input: input.span)
    }
  }
}
