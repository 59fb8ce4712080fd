import CKernels
import Engine
import Networks
import TensorFiles

/// A trained network that gives the classes' probabilities for spectrograms.
///
/// Batch norm is folded into the convolutions. A clip's probabilities don't depend on which others
/// are classified with it.
public final class Classifier {
  public let network: NetworkDescription
  public let classes: Int
  /// What the spectrograms are standardised by.
  public let standardisation: Standardisation
  private let plan: InferencePlan
  private let team: Team

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
    let team = Team(threads: threads ?? Machine.current.processors)
    plan = try team.lead {
      try InferencePlan(
        layers: checked.network.layers(classes: checked.classes), batch: batchSize, bands: bands,
        frames: frames, precision: precision, team: team, weights: checked.values)
    }
    network = checked.network
    classes = checked.classes
    standardisation = checked.standardisation
    self.team = team
  }

  /// The probabilities of each clip, `[clips, classes]`.
  /// - Parameter read: fills the span with the spectrogram `[bands, frames]` of a clip.
  /// - Throws: what `read` throws, or `EngineError`.
  public func probabilities(
    clips: Int, read: (_ clip: Int, _ into: inout MutableSpan<Float>) throws -> Void
  ) throws -> [Float] {
    let size = plan.bands * plan.frames
    var result: [Float] = []
    result.reserveCapacity(clips * classes)
    var spectrogram = [Float](repeating: 0, count: size)
    var inputs = [Float](repeating: 0, count: plan.batch * size)
    for first in stride(from: 0, to: clips, by: plan.batch) {
      let count = min(plan.batch, clips - first)
      for place in 0..<count {
        var span = spectrogram.mutableSpan
        try read(first + place, &span)
        inputs.withUnsafeMutableBufferPointer { inputs in
          let target = inputs.baseAddress! + place * size
          target.update(from: spectrogram, count: size)
          ck_standardise(target, size, standardisation.mean, standardisation.deviation)
        }
      }
      let logits = try team.lead { try plan.logits(input: inputs.span) }
      result += CrossEntropy.softmax(logits, classes: classes).prefix(count * classes)
    }
    return result
  }
}
