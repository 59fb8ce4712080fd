import Engine
import Glibc
import Networks
import TensorFiles

/// A trained network that gives the classes' probabilities for spectrograms.
///
/// Batch norm is folded into the convolutions. A clip's probabilities don't depend on which others
/// are classified with it.
public final class Classifier {
  public let network: NetworkDescription
  public let classes: Int
  /// Whether each class has a probability of its own, rather than all adding up to 1.
  public let isMultiLabel: Bool
  /// What the spectrograms are standardised by.
  public let standardisation: Standardisation
  private let planned: PlannedNetwork

  /// - Parameters:
  ///   - checkpoint: PyTorch's `state_dict` of a known network, with `input.mean` and
  ///     `input.standard_deviation`; nothing in it is trusted
  ///   - bands: of the spectrograms
  ///   - frames: of the spectrograms
  ///   - batchSize: clips that are computed at once
  ///   - threads: nil for one a processor
  /// - Throws: `TensorFileError` or `CheckpointError` that names the tensor, `NetworkError` where the
  ///   spectrograms are too small, or `EngineError`.
  public init(
    checkpoint: SafetensorsFile, bands: Int, frames: Int, batchSize: Int = 32,
    precision: Precision = .float32, threads: Int? = nil
  ) throws {
    let checked = try Checkpoint(checkpoint, bands: bands, frames: frames)
    planned = try PlannedNetwork(
      checked.network.layers(classes: checked.classes), bands: bands, frames: frames,
      batchSize: batchSize, precision: precision,
      teams: [Team(threads: threads ?? Machine.current.processors)],
      standardisation: checked.standardisation, weights: checked.values)
    network = checked.network
    classes = checked.classes
    isMultiLabel = checkpoint.hasIndependentClasses
    standardisation = checked.standardisation
  }

  /// The probabilities of each clip, `[clips, classes]`.
  /// - Parameter read: fills the span with the spectrogram `[bands, frames]` of a clip.
  /// - Throws: what `read` throws, or `EngineError`.
  public func probabilities(
    clips: Int, read: (_ clip: Int, _ into: inout MutableSpan<Float>) throws -> Void
  ) throws -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(clips * classes)
    try planned.forEachBatch(of: clips, read: read) { logits in
      result +=
        isMultiLabel
        ? logits.map { 1 / (1 + exp(-$0)) } : CrossEntropy.softmax(Array(logits), classes: classes)
    }
    return result
  }
}
