import Glibc
import Networks
import Numerics

/// A network planned for one shape of batch: layouts, memory and primitives are chosen once, and a
/// step then runs a flat list of operations over one arena.
///
/// Confined to the thread that made it, which must be leading the team; see `Team.lead`.
package final class TrainingPlan {
  package let batch, classes: Int
  /// Channels that the head pools: the columns of a dropout mask.
  package let features: Int
  package let parameters: Parameters
  /// Its convolutions, by layer.
  package let convolutions: [(layer: String, shape: ConvolutionShape)]

  private let featureStride: Int
  private let team: Team
  private let head: Head
  private let input: NetworkInput
  private var forwardProgram: Program
  private var backwardProgram: Program
  private var loading = OperationTiming(layer: "input", pass: "loading")
  private var updating = OperationTiming(layer: "parameters", pass: "AdamW")
  private let arena: Arena
  private var targets: [Float] = []

  /// - Parameter largeBytes: what is bigger is computed in parts or again, rather than kept.
  /// - Throws: `EngineError` when oneDNN or the operating system refuses.
  package init(
    layers: [LayerDescription], batch: Int, bands: Int, frames: Int,
    precision: Precision = .float32, rule: ConvolutionRule = .committed,
    largeBytes: Int = 128 << 20, team: Team
  ) throws {
    let assembly = try LayerAssembly(layers)
    let plan = try Planner(
      batch: batch, precision: precision, rule: rule, training: true, largeBytes: largeBytes,
      team: team)
    input = try NetworkInput(batch: batch, bands: bands, frames: frames, plan)
    let maps = try assembly.layers.forward(input.activation, plan)
    assembly.head.forward(maps, plan)
    let end = plan.operations.count
    _ = try assembly.layers.backward(assembly.head.backward(plan), plan)
    arena = try plan.arena.place()
    try plan.parameters.allocate()
    try Memory.requireFree(arena.byteCount + plan.parameters.byteCount)

    self.batch = batch
    self.team = team
    classes = assembly.head.outputs
    features = maps.channels
    featureStride = plan.paddedChannels(maps)
    head = assembly.head
    parameters = plan.parameters
    forwardProgram = Program(plan.operations[..<end])
    backwardProgram = Program(plan.operations[end...])
    convolutions = plan.convolutions.map { ($0.layer, $0.shape) }
  }

  /// Bytes of the arena and of the parameters with their moments.
  package var byteCount: Int {
    arena.byteCount + parameters.byteCount
  }

  /// Where the time went since the plan was made, operation by operation.
  package var timings: [OperationTiming] {
    [loading] + forwardProgram.timings + backwardProgram.timings + [updating]
  }

  /// Takes a batch.
  /// - Parameters:
  ///   - input: `[batch, bands, frames]`
  ///   - targets: soft labels `[batch, classes]`
  ///   - dropout: what the pooled features are multiplied by, `[batch, features]`
  package func load(input: Span<Float>, targets: [Float], dropout: [Float]) {
    precondition(targets.count == batch * classes && dropout.count == batch * features)
    loading.measure { self.input.write(input, to: arena) }
    for row in 0..<batch {
      let mask = arena[floats: head.dropout] + row * featureStride
      for column in 0..<features { mask[column] = dropout[row * features + column] }
    }
    self.targets = targets
  }

  /// Runs the network forward in training mode, the running statistics moving.
  /// - Returns: the loss, and the logits `[batch, classes]`.
  package func forward() throws -> (loss: Double, logits: [Float]) {
    try forwardProgram.run(arena)
    let logits = [Float](
      UnsafeBufferPointer(start: arena[floats: head.logits], count: batch * classes))
    return (CrossEntropy.loss(logits, targets: targets, classes: classes), logits)
  }

  /// Fills the gradients of the last forward pass's loss.
  package func backward(logits: [Float]) throws {
    let gradient = CrossEntropy.gradient(logits, targets: targets, classes: classes)
    arena[floats: head.gradient].update(from: gradient, count: gradient.count)
    try backwardProgram.run(arena)
  }

  /// Moves the parameters.
  /// - Parameter step: counts from 1.
  /// - Returns: the gradients' length; where that is no finite number, the weights are none either.
  @discardableResult
  package func update(_ optimizer: AdamW, learningRate: Double, step: Int) -> Double {
    updating.measure {
      optimizer.update(parameters, learningRate: learningRate, step: step, team: team)
    }
  }
}
