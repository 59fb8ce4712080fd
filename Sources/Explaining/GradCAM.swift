import Engine
import Learning
import Networks
import TensorFiles

/// Says where in spectrograms a trained network sees a class, by Grad-CAM at its last map.
public final class GradCAM {
  /// Whether the map is read step by step behind it, rather than pooled.
  public let isBeforeSequence: Bool
  private let plan: GradientPlan
  private let map: LastMap
  private let standardisation: Standardisation
  private let team: Team
  /// Values of a spectrogram.
  private let size: Int

  /// - Parameters:
  ///   - checkpoint: As a `Classifier` takes it; nothing in it is trusted.
  ///   - batchSize: Clips that are computed at once.
  ///   - threads: nil for one a processor.
  /// - Returns: nil where the network makes no maps to look at.
  /// - Throws: `TensorFileError` or `CheckpointError` that names the tensor, `NetworkError` where the
  ///   spectrograms are too small, or `EngineError`.
  public init?(
    checkpoint: SafetensorsFile, bands: Int, frames: Int, batchSize: Int = 1, threads: Int? = nil
  ) throws {
    let checked = try Checkpoint(checkpoint, bands: bands, frames: frames)
    let layers = checked.network.layers(classes: checked.classes)
    guard let map = try LastMap(of: layers, bands: bands, frames: frames) else { return nil }
    let team = Team(threads: threads ?? Machine.current.processors)
    plan = try team.lead {
      try GradientPlan(
        layers: layers, at: map.place, batch: batchSize, bands: bands, frames: frames, team: team,
        weights: checked.values)
    }
    self.map = map
    self.team = team
    isBeforeSequence = layers[map.place...].contains { $0 is Steps }
    size = bands * frames
    standardisation = checked.standardisation
  }

  /// A map for each clip and the class that is asked for of it.
  /// - Parameter read: Fills the span with the spectrogram `[bands, frames]` of a clip.
  /// - Throws: What `read` throws, or `EngineError`.
  public func maps(
    of classes: [Int], read: (_ clip: Int, _ into: inout MutableSpan<Float>) throws -> Void
  ) throws -> [ActivationMap] {
    let values = map.channels * map.height * map.width
    var result: [ActivationMap] = []
    var inputs = [Float](repeating: 0, count: plan.batch * size)
    for first in stride(from: 0, to: classes.count, by: plan.batch) {
      let count = min(plan.batch, classes.count - first)
      for place in 0..<count {
        try inputs.withUnsafeMutableBufferPointer { inputs in
          var own = UnsafeMutableBufferPointer(rebasing: inputs[place * size..<(place + 1) * size])
            .mutableSpan
          try read(first + place, &own)
          for index in own.indices {
            own[index] = (own[index] - standardisation.mean) / standardisation.deviation
          }
        }
      }
      let asked = (0..<plan.batch).map { $0 < count ? classes[first + $0] : 0 }
      let found = try team.lead { try plan.slopes(input: inputs.span, of: asked) }
      for place in 0..<count {
        let own = place * values..<(place + 1) * values
        result.append(ActivationMap(map, maps: found.maps[own], slopes: found.slopes[own]))
      }
    }
    return result
  }
}
