import Configuration
import DataStages
import Learning
import Networks
import ONNX
import Pipeline
import TensorFiles

/// A trained network as a file for other programs: PyTorch's state dictionary, or a whole ONNX model.
package struct ModelExport {
  private let model: TrainedModel
  private let checkpoint: Checkpoint
  private let shape: TensorShape

  /// - Throws: `ModelError` where the model's tensors are not those of its network.
  package init(_ model: TrainedModel) throws {
    self.model = model
    shape = model.frontEnd.tensorShape
    do {
      checkpoint = try Checkpoint(model.checkpoint, bands: shape.bands, frames: shape.frames)
    } catch {
      throw ModelError.unusable(path: model.path, reason: "\(error)")
    }
  }

  /// The network's tensors under the names that the network's definition in PyTorch has, so that it loads
  /// them as they are. A probe goes by the name of the first layer of the head that it replaces. What
  /// spectrograms have to be standardised by is in the metadata: `input_mean`, `input_standard_deviation`.
  package func stateDictionary() throws -> SafetensorsFile {
    let tensors = try checkpoint.network.tensors(
      bands: shape.bands, frames: shape.frames, classes: checkpoint.classes)
    let head = try replacedHead
    var file = SafetensorsFile(
      metadata: metadata.merging(checkpoint.standardisation.metadata) { $1 })
    // The layers go by the names that they have in the checkpoint.
    if head != nil { file.metadata["layers"] = nil }
    for tensor in tensors {
      let values = try model.checkpoint.tensor(named: tensor.name)
      let name = head.map { tensor.name.replacing(Probe.head + ".", by: $0 + ".") } ?? tensor.name
      file.insert(values, as: name)
    }
    return file
  }

  /// What a probe is in the place of; nil where the network is no probe on one that is known.
  private var replacedHead: String? {
    get throws {
      let word = model.network.prefix { $0 != " " }
      guard checkpoint.network.lastName == Probe.head,
        let known = NetworkDescription.Name(rawValue: String(word))
      else { return nil }
      return try NetworkDescription(known).headName(bands: shape.bands, frames: shape.frames)
    }
  }

  /// The network with what stands before it, and how sound becomes its input, in the metadata.
  /// - Throws: `ONNXError` where a layer has no form in ONNX.
  package func onnx() throws -> ONNXModel {
    var metadata = metadata
    metadata["layers"] = nil
    metadata["classes"] = JSONObject.list(model.classes)
    if !model.classes.isEmpty {
      metadata["probabilities"] = metadata["probabilities"] == nil ? "softmax" : "sigmoid"
    }
    return try ONNXModel(
      name: model.network, layers: checkpoint.network.layers(classes: checkpoint.classes),
      bands: shape.bands, frames: shape.frames, mean: checkpoint.standardisation.mean,
      deviation: checkpoint.standardisation.deviation, weights: model.checkpoint,
      metadata: metadata)
  }

  /// What the checkpoint says of itself; of published weights, what is known of them.
  private var metadata: [String: String] {
    let known = [
      "classes": model.classes.joined(separator: "\n"),
      "segment": model.frontEnd.canonicalText(of: .segment),
      "spectrogram": model.frontEnd.canonicalText(of: .spectrogram),
      "front_end": FrontEndCard(model.frontEnd).hash,
    ].merging(model.weights.map { ["weights": $0] } ?? [:]) { $1 }
    return known.merging(model.checkpoint.metadata) { $1 }
  }
}

extension String {
  fileprivate func replacing(_ prefix: String, by other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
