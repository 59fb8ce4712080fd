import Networks
import TensorFiles

/// A trained network as an ONNX file: spectrograms as render leaves them in, logits out.
///
/// `spectrograms` [batch, 1, bands, frames] and `logits` [batch, classes], float32; the batch may be of any
/// size, and the frames of any number where the network allows it. What spectrograms are standardised by is
/// the first thing that is done to them. Source: `onnx.proto`, whose names the fields have.
package struct ONNXModel {
  /// The version of ONNX's operators.
  package static let opset = 17
  /// Of the format, which came with that opset.
  private static let formatVersion = 8
  /// The largest message that protocol buffers read.
  private static let largest = 1 << 31 - 1

  /// Whether it takes spectrograms of other lengths.
  package let takesAnyLength: Bool
  private let message: ProtobufMessage

  /// - Parameters:
  ///   - layers: From spectrogram to logits.
  ///   - mean: What is taken from each value first.
  ///   - deviation: What that is divided by.
  ///   - weights: Parameters and running statistics under PyTorch's names, as float32.
  ///   - metadata: `metadata_props`.
  /// - Throws: `ONNXError` for a layer that has no form in ONNX, `NetworkError` where layers don't fit the
  ///   spectrograms, `TensorFileError` where a tensor is missing or of another shape.
  package init(
    name: String, layers: [any Layer], bands: Int, frames: Int, mean: Float, deviation: Float,
    weights: any NamedTensors, metadata: [String: String]
  ) throws {
    let spectrogram = FeatureShape.map(channels: 1, height: bands, width: frames)
    takesAnyLength = try Self.takeAnyLength(layers, spectrogram)
    var graph = Graph(weights: weights)
    var input = Value(name: "spectrograms", shape: spectrogram)
    if mean != 0 || deviation != 1 {
      let centred = graph.add("Sub", input.name, graph.constant("input.mean", mean))
      let scale = graph.constant("input.standard_deviation", deviation)
      input = Value(name: graph.add("Div", centred, scale), shape: spectrogram)
    }
    let logits = try graph.add(layers, input)
    let output = graph.add("Identity", [logits.name], as: "logits")
    message = Self.message(
      graph.message(
        name: name,
        inputs: [("spectrograms", [nil, 1, bands, takesAnyLength ? nil : frames])],
        outputs: [(output, [nil, logits.shape.channels])]),
      metadata)
    guard message.byteCount <= Self.largest else {
      throw ONNXError.tooLarge(name, byteCount: message.byteCount)
    }
  }

  package var byteCount: Int { message.byteCount }

  /// Writes the file; it appears when it is whole.
  package func write(to path: String) throws(TensorFileError) { try message.write(to: path) }

  /// Whether twice as long a spectrogram asks for the same tensors.
  private static func takeAnyLength(
    _ layers: [any Layer], _ input: FeatureShape
  ) throws(NetworkError) -> Bool {
    guard case .map(let channels, let height, let width) = input else { return false }
    let longer = FeatureShape.map(channels: channels, height: height, width: 2 * width + 1)
    return try LayerList.tensors(layers, input: input)
      == (try? LayerList.tensors(layers, input: longer))
  }

  private static func message(
    _ graph: ProtobufMessage, _ metadata: [String: String]
  ) -> ProtobufMessage {
    var model = ProtobufMessage()
    model.add(1, formatVersion)  // ir_version
    model.add(2, "soundmark")  // producer_name
    var operators = ProtobufMessage()
    operators.add(1, "")  // domain: ONNX's own
    operators.add(2, opset)  // version
    model.add(8, operators)  // opset_import
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      var entry = ProtobufMessage()
      entry.add(1, key)  // key
      entry.add(2, value)  // value
      model.add(14, entry)  // metadata_props
    }
    model.add(7, graph)  // graph
    return model
  }
}

/// Why a network cannot be written as ONNX.
package enum ONNXError: Error, Equatable, CustomStringConvertible {
  case layer(String)
  case tooLarge(String, byteCount: Int)

  package var description: String {
    switch self {
    case .layer(let title):
      """
      Could not write ONNX: the layer \(title) has no form there yet; soundmark export --state-dict writes \
      the weights for PyTorch.
      """
    case .tooLarge(let name, let byteCount):
      """
      Could not write ONNX: \(name) takes \(byteCount) bytes, and the format holds 2147483647; a smaller \
      training.network.width has fewer weights.
      """
    }
  }
}
