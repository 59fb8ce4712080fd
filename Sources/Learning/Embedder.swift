import Engine
import Networks
import TensorFiles

/// A frozen network up to the vector that its head takes: what it makes of sounds, before it names them.
///
/// A clip's embedding has the same bits whatever clips are embedded with it, and however many.
///
/// Each thread computes small batches of its own: in networks of many small layers a third of the time went
/// where all threads waited for each other behind each layer, and where larger batches left the caches. A
/// single clip has all threads.
public final class Embedder {
  /// Numbers of an embedding.
  public let features: Int
  private let planned: PlannedNetwork

  /// - Parameters:
  ///   - network: What the weights are of; its head may be of any number of classes.
  ///   - weights: A `state_dict` of PyTorch's names, which may hold more; with `input.mean` and
  ///     `input.standard_deviation` spectrograms are standardised by these.
  ///   - batchSize: Clips that are computed at once. Last bits may differ between sizes.
  ///   - threads: nil for one a processor.
  /// - Throws: `TensorFileError` that names a tensor which is missing or of another shape, `NetworkError`
  ///   where the spectrograms are too small or no layer gives a vector, or `EngineError`.
  public init(
    _ network: NetworkDescription, weights: any NamedTensors, bands: Int, frames: Int,
    batchSize: Int = 8, precision: Precision = .float32, threads: Int? = nil
  ) throws {
    let threads = threads ?? Machine.current.processors
    planned = try PlannedNetwork(
      network.body(bands: bands, frames: frames), bands: bands, frames: frames,
      batchSize: batchSize, precision: precision,
      teams: batchSize == 1
        ? [Team(threads: threads)] : (0..<threads).map { _ in Team.alone() },
      standardisation: Standardisation(of: weights)
    ) { try weights.floats(named: $0, shape: $1) }
    features = planned.outputs
  }

  /// That of a checkpoint, of which nothing is trusted.
  ///
  /// - Throws: `TensorFileError` or `CheckpointError` that names the tensor, `NetworkError` or `EngineError`.
  public convenience init(
    checkpoint: SafetensorsFile, bands: Int, frames: Int, batchSize: Int = 8,
    precision: Precision = .float32, threads: Int? = nil
  ) throws {
    let checked = try Checkpoint(checkpoint, bands: bands, frames: frames)
    try self.init(
      checked.network, weights: checkpoint, bands: bands, frames: frames, batchSize: batchSize,
      precision: precision, threads: threads)
  }

  /// Embeds clips one after the other.
  ///
  /// - Parameters:
  ///   - read: Fills the span with the spectrogram `[bands, frames]` of a clip.
  ///   - use: Is handed the embeddings of some clips, `[clips, features]`, in their order.
  /// - Throws: What `read` or `use` throws, or `EngineError`.
  public func embed(
    clips: Int, read: (_ clip: Int, _ into: inout MutableSpan<Float>) throws -> Void,
    use: (ArraySlice<Float>) throws -> Void
  ) throws {
    try planned.forEachBatch(of: clips, read: read, use: use)
  }
}
