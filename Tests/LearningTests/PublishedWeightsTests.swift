import Engine
import Foundation
import Learning
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

  private func embeddings(
    of input: [Float], clips: Int, batchSize: Int = 16
  ) throws -> [Float] {
    var found: [Float] = []
    let embedder = try Embedder(
      NetworkDescription(.mn04), weights: weights, bands: 128, frames: 400, batchSize: batchSize,
      threads: 2)
    let size = 128 * 400
    try embedder.embed(clips: clips) { clip, span in
      for place in 0..<size { span[place] = input[clip * size + place] }
    } use: {
      found += $0
    }
    return found
  }

  @Test func logitsAndEmbeddingsAreTheAuthors() throws {
    let input = try clips.floats(named: "spectrograms")
    let logits = try outputs(of: layers, input: input, batch: 16, frames: 400)
    #expect(try distance(logits, "logits") < 5e-3)
    #expect(try distance(embeddings(of: input, clips: 16), "embeddings") < 1e-3)
  }

  @Test func anEmbeddingDoesNotHangOnTheOthers() throws {
    let input = try clips.floats(named: "spectrograms")
    let together = try embeddings(of: input, clips: 16)
    let size = 128 * 400
    let reversed = (0..<16).reversed().flatMap { input[$0 * size..<($0 + 1) * size] }
    let backwards = try embeddings(of: reversed, clips: 16)
    for clip in 0..<16 {
      #expect(
        together[clip * 384..<(clip + 1) * 384] == backwards[(15 - clip) * 384..<(16 - clip) * 384])
    }
    #expect(try Array(together.prefix(3 * 384)) == embeddings(of: input, clips: 3))
  }

  @Test(arguments: [33, 250, 1_001])
  func spectrogramsMayHaveAnyLength(frames: Int) throws {
    let input = [Float](repeating: 0.5, count: 128 * frames)
    let logits = try outputs(of: layers, input: input, batch: 1, frames: frames)
    #expect(logits.count == 527 && logits.allSatisfy(\.isFinite))
  }
}
