import CKernels
import Engine
import Networks

/// Layers planned for spectrograms of one shape, standardised alike, batch by batch.
final class PlannedNetwork {
  /// Numbers that the last layer makes of a clip.
  let outputs: Int
  private let standardisation: Standardisation
  private let plan: InferencePlan
  private let team: Team

  /// - Parameters:
  ///   - batchSize: Clips that are computed at once.
  ///   - threads: nil for one a processor.
  ///   - weights: Gives parameters and running statistics by PyTorch's names.
  /// - Throws: `NetworkError`, `EngineError`, or what `weights` throws.
  init(
    _ layers: [any Layer], bands: Int, frames: Int, batchSize: Int, precision: Precision,
    threads: Int?, standardisation: Standardisation, weights: @escaping TensorSource
  ) throws {
    let team = Team(threads: threads ?? Machine.current.processors)
    plan = try team.lead {
      try InferencePlan(
        layers: layers, batch: batchSize, bands: bands, frames: frames, precision: precision,
        team: team, weights: weights)
    }
    outputs = plan.classes
    self.standardisation = standardisation
    self.team = team
  }

  /// Computes every clip's outputs, and hands them on, `[clips of a batch, outputs]`.
  ///
  /// - Parameter read: Fills the span with the spectrogram `[bands, frames]` of a clip.
  /// - Throws: What `read` or `use` throws, or `EngineError`.
  func forEachBatch(
    of clips: Int, read: (_ clip: Int, _ into: inout MutableSpan<Float>) throws -> Void,
    use: (ArraySlice<Float>) throws -> Void
  ) throws {
    let size = plan.bands * plan.frames
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
      let values = try team.lead { try plan.logits(input: inputs.span) }
      try use(values.prefix(count * outputs))
    }
  }
}
