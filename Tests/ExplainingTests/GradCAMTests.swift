import Explaining
import Foundation
import Networks
import TensorFiles
import Testing

/// Maps against those that PyTorch made of the same weights (`Golden/make_gradcam.py`).
@Suite struct GradCAMTests {
  static let tests = URL(filePath: #filePath).deletingLastPathComponent()
  static let narrow = tests.appending(path: "../LearningTests/Golden").standardizedFileURL
  static let transfer = tests.appending(path: "../../../shared/reference/transfer")
    .standardizedFileURL
  static let transferIsThere = FileManager.default.fileExists(atPath: transfer.path)

  @Test(arguments: ["cnn4", "resnet18"]) func equalsPyTorchs(name: String) throws {
    try check(
      name, in: Self.narrow,
      name == "cnn4" ? .init(.cnn4, width: 5) : .init(.resnet18, width: 3))
  }

  @Test(.enabled(if: transferIsThere, "needs ../shared"))
  func equalsPyTorchsOnMobileNet() throws {
    try check("mobilenet", in: Self.transfer, .init(.mobilenet, width: 0.1))
  }

  private func check(_ name: String, in folder: URL, _ network: NetworkDescription) throws {
    let weights = try SafetensorsFile(
      contentsOf: folder.appending(path: "\(name).safetensors").path)
    let golden = try SafetensorsFile(
      contentsOf: Self.tests.appending(path: "Golden/\(name).safetensors").path)
    let shape = try weights.tensor(named: "input").shape
    let (bands, frames) = (shape[2], shape[3])
    let input = try weights.floats(named: "input")
    let labels = try weights.integers(named: "labels").map { Int($0) }
    let gradCAM = try #require(
      try GradCAM(
        checkpoint: checkpoint(network, weights), bands: bands, frames: frames, batchSize: 3,
        threads: 2))
    let found = try gradCAM.maps(of: labels) { clip, span in
      for index in 0..<bands * frames { span[index] = input[clip * bands * frames + index] }
    }

    let expected = try golden.tensor(named: "gradcam")
    #expect(found.map { [$0.height, $0.width] } == labels.map { _ in Array(expected.shape[1...]) })
    let values = try golden.floats(named: "gradcam")
    #expect(values.contains { $0 > 0 })
    #expect(distance(found.flatMap(\.values), values) < 1e-4)
    #expect(
      distance(
        found[0].spread(bands: bands, frames: frames), try golden.floats(named: "gradcam_spread"))
        < 1e-4)
  }

  private func checkpoint(
    _ network: NetworkDescription, _ weights: SafetensorsFile
  ) throws -> SafetensorsFile {
    var file = SafetensorsFile()
    for name in weights.names where name.hasPrefix("weights/") {
      file.insert(try weights.tensor(named: name), as: String(name.dropFirst("weights/".count)))
    }
    file.insert(.init(shape: [], floats: [0]), as: "input.mean")
    file.insert(.init(shape: [], floats: [1]), as: "input.standard_deviation")
    file.metadata = ["network": network.name, "layers": network.layersText]
    return file
  }

  /// The largest, over the largest of what is expected.
  private func distance(_ found: [Float], _ expected: [Float]) -> Float {
    guard found.count == expected.count else { return .infinity }
    let most = expected.map(abs).max() ?? 0
    let farthest = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    // Nothing may speak for a class.
    return farthest == 0 ? 0 : farthest / most
  }
}
