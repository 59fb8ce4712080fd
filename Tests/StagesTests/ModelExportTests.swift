import Foundation
import Learning
import Networks
import TensorFiles
import TestSupport
import Testing

import ModelStages

private let tests = URL(filePath: #filePath).deletingLastPathComponent()
private let reference = tests.appending(path: "../../../shared/reference").standardizedFileURL
private let hasReference = FileManager.default.fileExists(atPath: reference.path)

/// Networks as PyTorch and onnxruntime have them.
@Suite struct ModelExportTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func small(_ name: NetworkDescription.Name) -> NetworkDescription {
    NetworkDescription(name, width: name.widthIsWhole ? 4 : 0.1)
  }

  @Test(arguments: NetworkDescription.Name.allCases)
  func aStateDictionaryHasTheNetworksTensorsAlone(name: NetworkDescription.Name) throws {
    let model = try RandomModel(small(name), bands: 64, frames: 128)
    let file = try ModelExport(model.trained(in: folder)).stateDictionary()
    let tensors = try model.network.tensors(bands: 64, frames: 128, classes: model.classes)
    #expect(file.names == tensors.map(\.name).sorted())
    for tensor in tensors {
      #expect(try file.tensor(named: tensor.name) == model.checkpoint.tensor(named: tensor.name))
    }
    #expect(file.metadata["classes"] == model.checkpoint.metadata["classes"])
  }

  /// As weights to start from it is what the checkpoint is.
  @Test func aStateDictionaryKeepsWhatSpectrogramsAreStandardisedBy() throws {
    let model = try RandomModel(small(.cnn4), bands: 64, frames: 128)
    let file = try ModelExport(model.trained(in: folder)).stateDictionary()
    try file.write(to: "\(folder.path)/state.safetensors")
    let read = try SafetensorsFile(contentsOf: "\(folder.path)/state.safetensors")
    #expect(
      try Standardisation(of: read)
        == Standardisation(mean: RandomModel.mean, deviation: RandomModel.deviation))
    #expect(read.encoded() == file.encoded())
  }

  @Test(arguments: [
    (NetworkDescription.Name.cnn4, "fc"), (.cnn14, "fc_audioset"), (.vggish, "classifier"),
    (.mn04, "classifier.2"), (.resnet18, "fc"),
  ])
  func aProbeGoesByTheNameOfTheHead(name: NetworkDescription.Name, head: String) throws {
    let file = try ModelExport(probe(of: small(name)).trained(in: folder)).stateDictionary()
    #expect(file.names.contains(head + ".weight") && file.names.contains(head + ".bias"))
    #expect(!file.names.contains { $0.hasPrefix("probe") })
  }

  private func probe(
    of network: NetworkDescription, bands: Int = 64, frames: Int = 128
  ) throws -> RandomModel {
    try RandomModel(
      Probe.network(of: network, bands: bands, frames: frames, name: "\(network.name) probe"),
      bands: bands, frames: frames)
  }

  @Test func anOwnNetworksProbeKeepsItsName() throws {
    let own = try NetworkDescription(
      name: "small", layersText: NetworkDescription(.cnn4, width: 4).layersText)
    let file = try ModelExport(probe(of: own).trained(in: folder)).stateDictionary()
    #expect(file.names.contains("probe.weight"))
  }

  /// As VGGish's is published: the network up to its embedding.
  @Test func anEmbeddingAloneIsAModelToo() throws {
    let whole = try RandomModel(small(.vggish), bands: 64, frames: 128)
    let part = try SafetensorsFile(
      embeddingOf: whole.network, weights: whole.checkpoint, bands: 64, frames: 128)
    #expect(!part.names.contains("classifier.weight"))
    let input = noise(64 * 128)
    let embeddings = try [part, whole.checkpoint].map { checkpoint in
      var checkpoint = checkpoint
      checkpoint.insert(.init(shape: [], floats: [0]), as: "input.mean")
      checkpoint.insert(.init(shape: [], floats: [1]), as: "input.standard_deviation")
      let embedder = try Embedder(checkpoint: checkpoint, bands: 64, frames: 128, batchSize: 1)
      var found: [Float] = []
      try embedder.embed(clips: 1) { _, span in
        for place in input.indices { span[place] = input[place] }
      } use: {
        found += $0
      }
      return found
    }
    #expect(embeddings[0].count == 128 && embeddings[0] == embeddings[1])
  }

  /// The reference's networks, and a probe.
  @Test(
    .enabled(if: PeerPython.path != nil, "needs PEER_PYTHON, a Python with torch and safetensors"),
    .enabled(if: hasReference, "needs ../shared/reference"))
  func pytorchLoadsStateDictionariesStrictly() throws {
    let vggish = NetworkDescription(.vggish, width: 4).layersText
    let transposed = ["vggish", "cnn14"]
    for (name, network) in [
      ("cnn4", NetworkDescription(.cnn4, width: 12)), ("resnet18", .init(.resnet18, width: 8)),
      ("resnet34", .init(.resnet34, width: 6)), ("resnet50", .init(.resnet50, width: 6)),
      ("sbcnn", .init(.sbcnn)), ("mobilenet", .init(.mobilenet, width: 0.1)),
      ("cnn14", .init(.cnn14, width: 4)), ("crnn-mean", .init(.crnn, width: 8)),
      ("crnn-attention", .init(.crnnAttention, width: 8)),
      ("transformer", .init(.transformer, width: 8)),
      (
        "vggish",
        try .init(
          name: "vggish",
          layersText: vggish.replacingOccurrences(of: #""outputs":256"#, with: #""outputs":128"#))
      ),
    ] {
      let sub = ["mobilenet", "cnn14"].contains(name) ? "transfer" : "networks"
      let golden = try SafetensorsFile(
        contentsOf: reference.appending(path: "\(sub)/\(name).safetensors").path)
      let shape = try golden.tensor(named: "input").shape
      let isTransposed = transposed.contains(name)
      let model = try RandomModel(
        network, bands: shape[isTransposed ? 3 : 2], frames: shape[isTransposed ? 2 : 3],
        weights: { try? golden.floats(named: "weights/" + $0, shape: $1) })
      try write(
        model, name,
        cases: [
          "input": golden.tensor(named: "input"), "logits": golden.tensor(named: "logits_eval"),
        ])
    }
    let probe = try probe(of: .init(.cnn4, width: 12), bands: 64, frames: 64)
    let input = noise(64 * 64)
    try write(
      probe, "cnn4 probe",
      cases: [
        "input": .init(shape: [1, 1, 64, 64], floats: input),
        "logits": .init(shape: [1, probe.classes], floats: probe.logits(input, clips: 1)),
      ])
    try run("check_state_dict.py", [reference.path, folder.path])
  }

  private func write(
    _ model: RandomModel, _ name: String, cases: [String: SafetensorsFile.Tensor]
  ) throws {
    try ModelExport(model.trained(in: folder)).stateDictionary().write(
      to: "\(folder.path)/\(name).state.safetensors")
    try write(cases, name)
  }

  /// One clip, five, and where the network allows it longer ones.
  @Test(
    .enabled(if: PeerPython.path != nil, "needs PEER_PYTHON, a Python with onnx and onnxruntime"))
  func onnxruntimeSaysTheSame() throws {
    let named = NetworkDescription.Name.allCases.map(small)
    let models =
      try named.map { try RandomModel($0, bands: 64, frames: 128) } + [
        probe(of: small(.mn04)), probe(of: small(.vggish)),
        RandomModel(
          .init(name: "own", layersText: Self.ownLayers), bands: 64, frames: 128),
      ]
    for model in models {
      let name = model.checkpoint.metadata["network"]!
      let onnx = try ModelExport(model.trained(in: folder)).onnx()
      try onnx.write(to: "\(folder.path)/\(name).onnx")
      var cases: [String: SafetensorsFile.Tensor] = [:]
      for (clips, frames) in [(1, 128), (5, 128)] + (onnx.takesAnyLength ? [(2, 150)] : []) {
        let input = noise(clips * 64 * frames)
        let raw = input.map { $0 * RandomModel.deviation + RandomModel.mean }
        let key = "\(clips) x \(frames)"
        cases["input.\(key)"] = .init(shape: [clips, 1, 64, frames], floats: raw)
        cases["logits.\(key)"] = .init(
          shape: [clips, model.classes],
          floats: try model.logits(input, clips: clips, frames: frames))
      }
      try write(cases, name)
    }
    try run("check_onnx.py", [folder.path])
  }

  /// What the named ones don't have.
  private static let ownLayers = """
    [{"layer": "convolution", "name": "a", "channels": 32, "kernel": 5, "stride": 2, "padding": 1},
     {"layer": "max-pooling", "size": [3, 2], "stride": [2, 1], "padding": [1, 0]},
     {"layer": "convolution", "name": "b", "channels": 32, "dilation": 2, "padding": 2, "groups": 2,
      "bias": true}, {"layer": "activation", "function": "sigmoid"},
     {"layer": "average-pooling", "size": [2, 3]}, {"layer": "global-average-pooling"},
     {"layer": "linear", "name": "fc"}]
    """

  private func noise(_ count: Int) -> [Float] {
    var random = SplitMix(seed: 11)
    return (0..<count).map { _ in Float.random(in: -1.7...1.7, using: &random) }
  }

  private func write(_ cases: [String: SafetensorsFile.Tensor], _ name: String) throws {
    var file = SafetensorsFile()
    for (key, tensor) in cases { file.insert(tensor, as: key) }
    try file.write(to: "\(folder.path)/\(name).cases.safetensors")
  }

  private func run(_ script: String, _ arguments: [String]) throws {
    let (isWell, said) = try PeerPython.run(
      tests.appending(path: "Peers/\(script)").path, arguments)
    #expect(isWell, "\(said)")
  }
}
