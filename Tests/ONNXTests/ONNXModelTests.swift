import Foundation
import Networks
import TensorFiles
import TestSupport
import Testing

import ONNX

@Suite struct ONNXModelTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func model(
    _ layers: [any Layer], mean: Float = 0, deviation: Float = 1
  ) throws -> ONNXModel {
    var weights = SafetensorsFile()
    let input = FeatureShape.map(channels: 1, height: 16, width: 20)
    for tensor in try LayerList.tensors(layers, input: input) where tensor.role != .counter {
      let count = tensor.shape.reduce(1, *)
      weights.insert(
        .init(shape: tensor.shape, floats: (0..<count).map { Float($0) }), as: tensor.name)
    }
    return try ONNXModel(
      name: "test", layers: layers, bands: 16, frames: 20, mean: mean, deviation: deviation,
      weights: weights, metadata: ["classes": "a\nb", "front_end": "card"])
  }

  private func layers(_ json: String) throws -> [any Layer] {
    try NetworkDescription(name: "test", layersText: "[\(json)]").layers(classes: 2)
  }

  private func read(_ model: ONNXModel) throws -> ProtobufReader {
    let path = "\(folder.path)/model.onnx"
    try model.write(to: path)
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    #expect(bytes.count == model.byteCount)
    return ProtobufReader(bytes)
  }

  /// Extents of an input or output: numbers, or the names of those that are open.
  private func extents(_ value: ProtobufReader) -> [String] {
    let shape = value.messages(2)[0].messages(1)[0].messages(2)[0]
    return shape.messages(1).map { $0.integers(1).first.map(String.init) ?? $0.text(2) }
  }

  @Test func saysWhatItIsAndWhatItTakes() throws {
    let layers = try layers(
      """
      {"layer": "convolution", "name": "c", "channels": 3, "stride": 2, "padding": 1},
      {"layer": "activation"}, {"layer": "global-average-pooling"}, {"layer": "dropout"},
      {"layer": "linear", "name": "fc"}
      """)
    let file = try read(model(layers, mean: -2, deviation: 3))
    #expect(file.integers(1) == [8] && file.text(2) == "soundmark")
    #expect(file.messages(8).map { $0.integers(2) } == [[ONNXModel.opset]])
    let metadata = file.messages(14).map { [$0.text(1), $0.text(2)] }
    #expect(metadata == [["classes", "a\nb"], ["front_end", "card"]])

    let graph = try #require(file.messages(7).first)
    let nodes = graph.messages(1)
    #expect(
      nodes.map { $0.text(4) } == ["Sub", "Div", "Conv", "Relu", "ReduceMean", "Gemm", "Identity"])
    #expect(nodes[2].texts(1).dropFirst() == ["c.weight"])
    let attributes = nodes[2].messages(5).map { [$0.texts(1)[0]] + $0.integers(8).map(String.init) }
    #expect(attributes.contains(["strides", "2", "2"]))
    #expect(attributes.contains(["pads", "1", "1", "1", "1"]))
    let tensors = graph.messages(5)
    #expect(
      tensors.map { $0.text(8) }
        == ["input.mean", "input.standard_deviation", "c.weight", "fc.weight", "fc.bias"])
    #expect(tensors[2].integers(1) == [3, 1, 3, 3] && tensors[2].integers(2) == [1])
    let values = (0..<27).map { Float($0) }
    #expect(tensors[2].bytes(9) == [values.withUnsafeBytes { Array($0) }])

    #expect(graph.messages(11).map { $0.text(1) } == ["spectrograms"])
    #expect(extents(graph.messages(11)[0]) == ["batch", "1", "16", "frames"])
    #expect(graph.messages(12).map { $0.text(1) } == ["logits"])
    #expect(extents(graph.messages(12)[0]) == ["batch", "2"])
  }

  @Test func aNetworkMadeForALengthTakesThatAlone() throws {
    let flat = try model(layers(#"{"layer": "flattening"}, {"layer": "linear", "name": "fc"}"#))
    #expect(!flat.takesAnyLength)
    #expect(try extents(read(flat).messages(7)[0].messages(11)[0]) == ["batch", "1", "16", "20"])
  }

  /// A new layer goes here, and has a form in `Sources/ONNX/Layers`; onnxruntime says whether it is right.
  private static let forms = [
    "convolution": #"{"layer": "convolution", "name": "x", "channels": 2}"#,
    "batch-norm": #"{"layer": "batch-norm", "name": "x"}"#,
    "activation": #"{"layer": "activation", "function": "hard-swish"}"#,
    "average-pooling": #"{"layer": "average-pooling"}"#,
    "max-pooling": #"{"layer": "max-pooling"}"#,
    "residual": #"{"layer": "residual", "body": [{"layer": "batch-norm", "name": "x"}]}"#,
    "time-frequency-pooling": #"{"layer": "time-frequency-pooling"}"#,
    "global-average-pooling": #"{"layer": "global-average-pooling"}"#,
    "dropout": #"{"layer": "global-average-pooling"}, {"layer": "dropout"}"#,
    "linear": #"{"layer": "flattening"}, {"layer": "linear", "name": "x"}"#,
    "squeeze-excite": #"{"layer": "squeeze-excite", "name": "x", "reduced": 3}"#,
    "band-norm": #"{"layer": "band-norm", "name": "x"}"#,
    "image-channels": #"{"layer": "image-channels"}"#,
    "transposition": #"{"layer": "transposition"}"#,
    "flattening": #"{"layer": "flattening", "order": "channels-last"}"#,
    "steps": #"{"layer": "steps", "of": "cells"}, {"layer": "linear", "name": "x", "outputs": 3}"#,
    "gru": #"{"layer": "steps"}, {"layer": "gru", "name": "x", "features": 3}"#,
    "layer-norm": #"{"layer": "steps"}, {"layer": "layer-norm", "name": "x"}"#,
    "learned-positions": #"{"layer": "steps"}, {"layer": "learned-positions", "name": "x"}"#,
    "multi-head-attention": """
    {"layer": "steps"}, {"layer": "multi-head-attention", "name": "x", "heads": 1}
    """,
    "attention-pooling": #"{"layer": "steps"}, {"layer": "attention-pooling", "name": "x"}"#,
  ]

  @Test(arguments: LayerList.kindNames)
  func everyLayerHasAForm(kind: String) throws {
    let json = try #require(Self.forms[kind], "no network with \(kind) here")
    #expect(try model(layers(json)).byteCount > 0)
  }

  private struct Strange: Layer {
    static let kind = "strange"
    mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {}
    func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape { input }
  }

  @Test func aLayerWithoutAFormIsRefused() throws {
    #expect(throws: ONNXError.layer("strange")) { try model([Strange()]) }
    #expect("\(ONNXError.layer("strange"))".contains("the layer strange has no form"))
  }
}
