import Cache
import Configuration
import DataStages
import Digests
import Learning
import Networks
import Pipeline
import TensorFiles

/// A network with its weights, which nothing changes: sounds are seen through it up to its head.
struct FrozenNetwork: Sendable {
  let network: NetworkDescription
  let origin: WeightsOrigin
  let shape: TensorShape
  let precision: Precision
  /// All that decides what it makes of a tensor, a line `key=value` each.
  let recipe: String
  private let keyStart: KeyText
  private let threads: Int?

  init(_ configuration: PipelineConfiguration, _ origin: WeightsOrigin) {
    self.origin = origin
    network = configuration.training.network
    shape = configuration.tensorShape
    precision = configuration.training.precision
    threads = configuration.training.threads
    recipe = """
      embedding.version=\(StageVersion.embedding)
      embedding.layers=\(network.layersText)
      embedding.weights=\(origin.digest.hex)
      embedding.precision=\(precision.rawValue)
      embedding.kernels=\(EngineIdentity.kernelRule(of: network))

      """
    keyStart = KeyText(stage: "embedding", version: StageVersion.embedding, parameters: recipe)
  }

  /// - Parameter batchSize: Segments that are computed at once.
  func embedder(batchSize: Int = 8) throws -> Embedder {
    try Embedder(
      network, weights: origin.read(), bands: shape.bands, frames: shape.frames,
      batchSize: batchSize, precision: precision, threads: threads)
  }

  /// Numbers of an embedding.
  var features: Int {
    get throws { try network.features(bands: shape.bands, frames: shape.frames) }
  }

  func key(tensor object: Digest) -> Digest {
    var key = keyStart
    key.add("tensor", object)
    return key.digest
  }
}
