import Foundation
import Learning
import Networks
import TensorFiles
import TestSupport
import Testing

private let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
private let reference = golden.appending(path: "../../../../shared/reference").standardizedFileURL
private let hasReference = FileManager.default.fileExists(atPath: reference.path)

/// Files that are laid out as published weights are, which are too large to be kept here.
@Suite(.serialized) struct PublishedLayoutTests {
  private static let networks: [NetworkDescription.Name] = [
    .cnn14, .vggish, .resnet18, .resnet34, .resnet50,
  ]

  private func network(_ name: NetworkDescription.Name) -> NetworkDescription {
    let network = NetworkDescription(name)
    return name.isOfImages ? network.takingImages() : network
  }

  /// Each of the network's tensors in the published file, which has no others but for a front end's.
  @Test(arguments: networks)
  func thePublishedFileHasTheNetworksTensors(name: NetworkDescription.Name) throws {
    let text = try String(
      contentsOf: golden.appending(path: "published/\(name.rawValue).txt"), encoding: .utf8)
    let published = Dictionary(
      uniqueKeysWithValues: text.split(separator: "\n").map { line in
        let words = line.split(separator: " ")
        return (String(words[0]), words[1].split(separator: ",").compactMap { Int($0) })
      })
    let tensors = try network(name).tensors(
      bands: 64, frames: 96, classes: name.isOfImages ? 1_000 : 527)
    let known = tensors.filter { !$0.name.hasPrefix("classifier.") }
    for tensor in known { #expect(published[tensor.name] == tensor.shape, "\(tensor.name)") }
    let others = Set(published.keys).subtracting(known.map(\.name))
    #expect(
      others.allSatisfy {
        $0.hasPrefix("spectrogram_extractor.") || $0.hasPrefix("logmel_extractor.")
      })
    #expect(others.isEmpty == (name != .cnn14))
  }

  /// What such files make of a spectrogram, from both formats of torch's.
  @Test(
    .enabled(if: PeerPython.path != nil, "needs PEER_PYTHON, a Python with torch and torchvision"),
    .enabled(if: hasReference, "needs ../shared/reference"), arguments: networks)
  func bothFormatsGivePyTorchsEmbedding(name: NetworkDescription.Name) throws {
    let folder = try TemporaryFolder()
    let (isWell, said) = try PeerPython.run(
      golden.appending(path: "make_published.py").path,
      [reference.path, name.rawValue, folder.path])
    try #require(isWell, "\(said)")
    let file = "\(folder.path)/\(name.rawValue)"
    let cases = try SafetensorsFile(contentsOf: "\(file).safetensors")
    let input = try cases.floats(named: "input", shape: [1, 1, 64, 96])
    for ending in ["pt", "pth"] {
      let weights = SummedChannels(try WeightsFile.read(contentsOf: "\(file).\(ending)"))
      let plain = try embedding(of: input, by: NetworkDescription(name), weights)
      #expect(relativeDistance(plain, try cases.floats(named: "embedding")) < 1e-5)
      guard name.isOfImages else { continue }
      let normalised = try embedding(of: input, by: network(name), weights)
      #expect(relativeDistance(normalised, try cases.floats(named: "normalised")) < 1e-5)
    }
  }

  private func embedding(
    of input: [Float], by network: NetworkDescription, _ weights: any NamedTensors
  ) throws -> [Float] {
    let embedder = try Embedder(
      network, weights: weights, bands: 64, frames: 96, batchSize: 1, threads: 2)
    var found: [Float] = []
    try embedder.embed(clips: 1) { _, span in
      for place in input.indices { span[place] = input[place] }
    } use: {
      found += $0
    }
    return found
  }
}
