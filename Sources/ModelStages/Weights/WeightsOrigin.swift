import Configuration
import Digests
import Pipeline
import TensorFiles

/// Where the weights that a training begins with come from: said beside every figure of what comes of it.
struct WeightsOrigin: Sendable {
  let digest: Digest
  let path: String
  /// Nil for a file of somebody's own.
  private let published: PublishedWeights?

  /// Nil where the configuration starts from chance.
  /// - Throws: `WeightsError`, or `TensorFileError`.
  init?(_ configuration: PipelineConfiguration) throws {
    guard let path = try configuration.weightsFile else { return nil }
    let digest = Digest(of: try FileBytes.read(path: path))
    self.digest = digest
    self.path = path
    published =
      PublishedWeights.all.first { $0.are(digest) }
      ?? configuration.weights.flatMap(PublishedWeights.named)
  }

  /// Those of pictures give a network of one channel the sum of their three.
  func read() throws -> any NamedTensors { summing(try WeightsFile.read(contentsOf: path)) }

  /// - Throws: `FrontEndMismatch` where they are a checkpoint that was trained behind another front end.
  func read(behind frontEnd: FrontEndCard) throws -> any NamedTensors {
    let weights = try WeightsFile.read(contentsOf: path)
    if let checkpoint = weights as? SafetensorsFile {
      try ModelFrontEnd(checkpoint, path: path)?.check(frontEnd)
    }
    return summing(weights)
  }

  /// Our own checkpoints have the channels that their network asks for.
  private func summing(_ weights: any NamedTensors) -> any NamedTensors {
    (weights as? SafetensorsFile)?.metadata["layers"] == nil ? SummedChannels(weights) : weights
  }

  private var file: String { String(path.split(separator: "/").last ?? "") }

  /// `efficientat-mn04 (SHA-256 899a8c62; MIT, …; trained on AudioSet …)`
  var text: String {
    let digest = "SHA-256 \(digest.hex.prefix(8))"
    guard let published else { return "\(file) (\(digest))" }
    return "\(published.name) (\(digest); \(published.licence); trained on \(published.training))"
  }

  /// What a model's file says of it.
  var metadata: [String: String] {
    (published?.metadata ?? ["weights": file]).merging(["weights_sha256": digest.hex]) { $1 }
  }
}

extension PublishedWeights {
  /// What the file of a model says that began with them.
  var metadata: [String: String] {
    [
      "weights": name, "weights_source": source, "weights_licence": licence,
      "weights_trained_on": training,
    ]
  }
}
