import Networks

/// A trained network planned for classification: batch norm folded into the convolutions, no
/// gradients, memory shared between layers.
///
/// Confined to the thread that made it, which must be leading the team; see `Team.lead`.
package final class InferencePlan {
  package let batch, bands, frames, classes: Int
  private let input: NetworkInput
  private let logits: Tensor
  private let operations: [Operation]
  private let arena: Arena

  /// - Parameter weights: gives parameters and running statistics by PyTorch's names.
  /// - Throws: `EngineError`, or what `weights` throws.
  package init(
    layers: [LayerDescription], batch: Int, bands: Int, frames: Int,
    precision: Precision = .float32, rule: ConvolutionRule = .committed, team: Team,
    weights: TensorSource
  ) throws {
    let plan = try Planner(
      batch: batch, precision: precision, rule: rule, training: false, largeBytes: 64 << 20,
      team: team)
    input = try NetworkInput(batch: batch, bands: bands, frames: frames, plan)
    var rest = layers[...]
    let maps = try Self.plan(&rest, input.activation, plan, weights: weights)
    let head = try LayerAssembly(Array(rest)).head!
    head.forward(maps, plan)
    arena = try plan.arena.place()
    try plan.parameters.allocate()
    try Memory.requireFree(arena.byteCount)
    for parameter in plan.parameters.list {
      plan.parameters.set(
        parameter, in: .weights, to: try weights(parameter.name, parameter.shape))
    }
    let features = batch * plan.paddedChannels(maps)
    arena[floats: head.dropout].update(repeating: 1, count: features)

    self.batch = batch
    self.bands = bands
    self.frames = frames
    classes = head.outputs
    logits = head.logits
    operations = plan.operations
  }

  /// Logits `[batch, classes]` of a batch `[batch, bands, frames]`.
  package func logits(input values: Span<Float>) throws -> [Float] {
    input.write(values, to: arena)
    for operation in operations { try operation.body(arena) }
    return [Float](UnsafeBufferPointer(start: arena[floats: logits], count: batch * classes))
  }

  /// Plans the layers up to the head, which it leaves in `rest`.
  private static func plan(
    _ rest: inout ArraySlice<LayerDescription>, _ x: Activation, _ plan: Planner,
    weights: TensorSource
  ) throws -> Activation {
    var x = x
    while let description = rest.first {
      switch description {
      case .convolution:
        x = try takeConvolution(&rest).forward(x, plan, weights: weights)
      case .averagePooling:
        rest.removeFirst()
        x = try AveragePooling.forward(x, plan)
      case .maxPooling(let size, let stride, let padding):
        rest.removeFirst()
        x = try MaxPooling(size: size, stride: stride, padding: padding).forward(x, plan)
      case .residual(let body, let shortcut):
        rest.removeFirst()
        var (inner, side) = (body.dropLast(2), shortcut[...])
        var end = body.suffix(2) + (rest.take(.relu) ? [.relu] : [])
        let added = try self.plan(&side, x, plan, weights: weights)
        let last = try self.plan(&inner, x, plan, weights: weights)
        x = try takeConvolution(&end).forward(last, addedTo: added, plan, weights: weights)
      case .batchNorm, .relu:
        throw EngineError.layers(
          found: "\(description)", expected: "it behind a convolution, to be folded into it")
      case .timeFrequencyPooling, .globalAveragePooling, .dropout, .linear:
        return x
      }
    }
    return x
  }

  private static func takeConvolution(
    _ rest: inout ArraySlice<LayerDescription>
  ) throws -> FoldedConvolution {
    guard
      case .convolution(let name, let channels, let kernel, let stride, let padding)? = rest.first,
      case .batchNorm(let norm)? = rest.dropFirst().first
    else {
      throw EngineError.layers(
        found: rest.prefix(2).map { "\($0)" }.joined(separator: ", "),
        expected: "a convolution and its batch norm")
    }
    rest.removeFirst(2)
    return FoldedConvolution(
      name: name, channels: channels, kernel: kernel, stride: stride, padding: padding,
      batchNorm: norm, relu: rest.take(.relu))
  }
}
