import Networks

/// A trained network planned for classification: batch norm folded into the convolutions, no
/// gradients, memory shared between layers.
///
/// Confined to the thread that made it, which must be leading the team; see `Team.lead`.
package final class InferencePlan {
  package let batch, bands, frames, classes: Int
  private let input: NetworkInput
  private let logits: Features
  private let operations: [Operation]
  private let execution: Execution

  /// - Parameter weights: gives parameters and running statistics by PyTorch's names.
  /// - Throws: `NetworkError` where a layer cannot take what it gets, `EngineError`, or what
  ///   `weights` throws.
  package init(
    layers: [any Layer], batch: Int, bands: Int, frames: Int,
    precision: Precision = .float32, rule: ConvolutionRule = .committed, team: Team,
    weights: @escaping TensorSource
  ) throws {
    let plan = try Planner(
      batch: batch, precision: precision, rule: rule, largeBytes: 64 << 20, team: team,
      weights: weights)
    input = try NetworkInput(batch: batch, bands: bands, frames: frames, plan)
    _ = try LayerList.output(layers, of: input.features.shape)
    logits = try plan.inference(layers, input.features)
    execution = try plan.execution(arenas: 1)
    operations = plan.operations
    for parameter in plan.parameters.list {
      plan.parameters.set(
        parameter, in: .weights, to: try weights(parameter.name, parameter.shape))
    }
    self.batch = batch
    self.bands = bands
    self.frames = frames
    classes = logits.channels
  }

  /// Logits `[batch, classes]` of a batch `[batch, bands, frames]`.
  package func logits(input values: Span<Float>) throws -> [Float] {
    input.write(values, to: execution)
    for operation in operations { try operation.body(execution) }
    return execution.rows(logits)
  }
}
