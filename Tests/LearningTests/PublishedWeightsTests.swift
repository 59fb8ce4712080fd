import Engine
import Foundation
import Networks
import TensorFiles
import Testing

private let folder = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../shared/reference/transfer").standardizedFileURL
private let isThere = FileManager.default.fileExists(atPath: folder.path)

/// EfficientAT's `mn04` on real clips, from spectrograms on.
@Suite(.enabled(if: isThere, "needs ../shared/reference/transfer"))
struct PublishedWeightsTests {
  private let weights: any NamedTensors
  private let clips: SafetensorsFile
  private let layers = NetworkDescription(.mn04).layers(classes: 527)

  init() throws {
    weights = try WeightsFile.read(
      contentsOf: folder.appending(path: "mn04_as_mAP_432.pt").path)
    clips = try SafetensorsFile(
      contentsOf: folder.appending(path: "mn04-clips.safetensors").path)
  }

  private func outputs(
    of layers: [any Layer], input: [Float], batch: Int, frames: Int
  ) throws -> [Float] {
    let team = Team(threads: 2)
    return try team.lead {
      let plan = try InferencePlan(
        layers: layers, batch: batch, bands: 128, frames: frames, team: team,
        weights: { try weights.floats(named: $0, shape: $1) })
      return try plan.logits(input: input.span)
    }
  }

  private func distance(_ found: [Float], _ name: String) throws -> Float {
    let expected = try clips.floats(named: name)
    #expect(found.count == expected.count)
    return zip(found, expected).map { abs($0 - $1) }.max()!
  }

  @Test func logitsAndEmbeddingsAreTheAuthors() throws {
    let input = try clips.floats(named: "spectrograms")
    let logits = try outputs(of: layers, input: input, batch: 16, frames: 400)
    #expect(try distance(logits, "logits") < 5e-3)
    let end = try #require(layers.firstIndex { $0 is GlobalAveragePooling })
    let embeddings = try outputs(
      of: Array(layers[...end]), input: input, batch: 16, frames: 400)
    #expect(try distance(embeddings, "embeddings") < 1e-3)
  }

  @Test(arguments: [33, 250, 1_001])
  func spectrogramsMayHaveAnyLength(frames: Int) throws {
    let input = [Float](repeating: 0.5, count: 128 * frames)
    let logits = try outputs(of: layers, input: input, batch: 1, frames: frames)
    #expect(logits.count == 527 && logits.allSatisfy(\.isFinite))
  }
}
