import Configuration
import DataStages
import Digests
import Learning
import Networks
import TensorFiles

/// A trained network as its file has it, with all that it needs to classify sounds on its own: the
/// classes' names and the front end that it was trained behind.
package struct TrainedModel {
  package let path: String
  /// Its name, such as `cnn4`.
  package let network: String
  /// Empty where it names no sounds, as an embedding alone.
  package let classes: [String]
  /// What it began with, or is, where that is published: name, licence, what that was trained on.
  package let weights: String?
  /// The same as its file says it, or a file of what comes of it will.
  let weightsMetadata: [String: String]
  /// From sound to spectrogram; all else in it is at its default.
  let frontEnd: PipelineConfiguration
  let checkpoint: SafetensorsFile

  /// A checkpoint of `soundmark train`, or published weights by their name or their file.
  ///
  /// - Parameter folder: Asked for where a name is given.
  /// - Throws: `ModelError`, `WeightsError` or `ConfigurationError`, a sentence each.
  package init(_ nameOrPath: String, in folder: () throws -> WeightsFolder) throws {
    if let weights = PublishedWeights.named(nameOrPath) {
      _ = try weights.frontEndOfSounds
      let path = try folder().resolve(nameOrPath)
      try self.init(weights, FileBytes.read(path: path), path: path)
    } else if let bytes = try? FileBytes.read(path: nameOrPath), TorchFile.begins(bytes) {
      try self.init(PublishedWeights.those(of: bytes, path: nameOrPath), bytes, path: nameOrPath)
    } else {
      try self.init(contentsOf: nameOrPath)
    }
  }

  /// Published weights with the classes that they were trained for.
  private init(_ weights: PublishedWeights, _ bytes: [UInt8], path: String) throws {
    guard let name = NetworkDescription.Name(rawValue: weights.name) else {
      throw ModelError.unusable(path: path, reason: "no network is known for \(weights.name)")
    }
    self.path = path
    network = weights.name
    classes = weights.classes
    self.weights =
      "\(weights.source); \(weights.licence); trained on \(weights.training)"
    weightsMetadata = weights.metadata.merging(["weights_sha256": Digest(of: bytes).hex]) { $1 }
    frontEnd = try PipelineConfiguration(publishedFrontEnd: weights.frontEndOfSounds)
    let shape = frontEnd.tensorShape
    do {
      let tensors = try WeightsFile.read(bytes: bytes, file: path)
      checkpoint =
        try classes.isEmpty
        ? SafetensorsFile(
          embeddingOf: NetworkDescription(name), weights: tensors, bands: shape.bands,
          frames: shape.frames)
        : SafetensorsFile(
          independentClasses: classes.count, of: NetworkDescription(name), weights: tensors,
          bands: shape.bands, frames: shape.frames)
    } catch {
      throw ModelError.unusable(path: path, reason: "\(error)")
    }
  }

  /// Reads a checkpoint of `soundmark train`, as untrusted input.
  ///
  /// - Throws: `ModelError` or `ConfigurationError`, a sentence each.
  package init(contentsOf path: String) throws {
    self.path = path
    do {
      checkpoint = try SafetensorsFile(contentsOf: path)
    } catch {
      throw ModelError.unusable(path: path, reason: "\(error)")
    }
    let metadata = checkpoint.metadata
    guard let network = metadata["network"], let classes = metadata["classes"],
      let segment = metadata["segment"], let spectrogram = metadata["spectrogram"]
    else {
      let needed = ["network", "classes", "segment", "spectrogram"]
      throw ModelError.incomplete(path: path, lacking: needed.filter { metadata[$0] == nil })
    }
    guard Baseline(rawValue: network) == nil else {
      throw ModelError.baseline(path: path, name: network)
    }
    self.network = network
    weightsMetadata = metadata.filter { $0.key.hasPrefix("weights") }
    weights = metadata["weights"].map { name in
      [
        name, metadata["weights_licence"],
        metadata["weights_trained_on"].map { "trained on \($0)" },
      ]
      .compactMap { $0 }.joined(separator: "; ")
    }
    self.classes = classes.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    frontEnd = try PipelineConfiguration(frontEnd: segment + spectrogram, ofModel: path)
  }
}

extension PublishedWeights {
  /// - Throws: `ModelError.madeForPictures` where there is none.
  fileprivate var frontEndOfSounds: FrontEnd {
    get throws(ModelError) {
      guard let frontEnd else { throw .madeForPictures(weights: name) }
      return frontEnd
    }
  }

  /// The weights that a file of torch's is, known by its digest, or where that is not pinned by its name.
  ///
  /// - Throws: `ModelError.unknownWeights` for others.
  fileprivate static func those(of bytes: [UInt8], path: String) throws(ModelError) -> Self {
    let (digest, name) = (Digest(of: bytes), path.split(separator: "/").last.map(String.init))
    guard
      let weights = all.first(where: {
        $0.are(digest) || $0.sha256 == nil && $0.file == name
      })
    else { throw .unknownWeights(path: path) }
    return weights
  }
}
