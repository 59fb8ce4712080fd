import Glibc
import Networks
import Numerics

/// A network planned for one shape of batch: layouts, memory and primitives are chosen once, and a
/// step then runs a flat list of operations over one arena.
///
/// Confined to the thread that made it, which must be leading the team; see `Team.lead`.
package final class TrainingPlan {
  package let batch, classes: Int
  /// The features that each dropout multiplies: columns of its mask.
  package let dropouts: [Int]
  package let optimizer: any Optimizer
  package let parameters: Parameters
  /// Its convolutions, by layer.
  package let convolutions: [(layer: String, shape: ConvolutionShape)]
  /// Whether blocks may be of 8 channels where the machine's are of 16.
  package let narrows: Bool

  private let groups: [ParameterGroup]
  private let clipping: Double?
  private let averaging: Double?
  private let weighsTargets: Bool
  private let input: NetworkInput
  private let dropoutMasks: [Features]
  private let logits, logitsGradient: Features
  private var forwardProgram: Program
  private var backwardProgram: Program
  private var loading = OperationTiming(layer: "input", pass: "loading")
  private var updating = OperationTiming(layer: "parameters", pass: "optimizer")
  private let execution: Execution
  private var targets: [Float] = []

  /// - Parameters:
  ///   - layers: the last one gives the logits
  ///   - groups: how which parameters are trained; the others like ``ParameterGroup/all``
  ///   - clipping: the length that gradients are cut to; nil: none
  ///   - averaging: the share of the weights' moving averages that a step keeps; nil: none are made
  ///   - weighsTargets: whether the targets of a clip may add up to another weight than 1
  ///   - frozenLayers: the first so many layers stay as they are, running statistics as well
  ///   - fixesStatistics: whether all batch norms go by their running statistics, which then stay
  ///   - largeBytes: what is bigger is computed in parts or again, rather than kept
  /// - Throws: `NetworkError` where a layer cannot take what it gets, `EngineError` when oneDNN or
  ///   the operating system refuses.
  package init(
    layers: [any Layer], batch: Int, bands: Int, frames: Int,
    precision: Precision = .float32, optimizer: any Optimizer = AdamW(weightDecay: 1e-2),
    groups: [ParameterGroup] = [], clipping: Double? = nil, averaging: Double? = nil,
    weighsTargets: Bool = false, frozenLayers: Int = 0, fixesStatistics: Bool = false,
    rule: ConvolutionRule = .committed,
    largeBytes: Int = 128 << 20, team: Team
  ) throws {
    narrows = layers.contains { $0.parts.contains { ($0 as? Convolution)?.isDepthwise ?? false } }
    let plan = try Planner(
      batch: batch, precision: precision, rule: rule, largeBytes: largeBytes, team: team,
      narrows: narrows)
    input = try NetworkInput(batch: batch, bands: bands, frames: frames, plan)
    let output = try LayerList.output(layers, of: input.features.shape)
    let frozen = try plan.frozen(Array(layers[..<frozenLayers]), input.features)
    plan.fixesStatistics = fixesStatistics
    let network = try plan.training(Array(layers[frozenLayers...]), frozen)
    let end = plan.operations.count
    logits = network.output
    plan.keep(logits)
    logitsGradient = plan.keptFeatures(output)
    _ = try network.backward(logitsGradient)
    execution = try plan.execution(
      arenas: 2 + optimizer.stateNames.count, averages: averaging != nil)

    self.batch = batch
    self.optimizer = optimizer
    self.groups = groups
    self.clipping = clipping
    self.averaging = averaging
    self.weighsTargets = weighsTargets
    classes = output.channels
    dropoutMasks = plan.dropoutMasks
    dropouts = plan.dropoutMasks.map(\.channels)
    parameters = plan.parameters
    forwardProgram = Program(plan.operations[..<end])
    backwardProgram = Program(plan.operations[end...])
    convolutions = plan.convolutions.map { ($0.layer, $0.shape) }
  }

  /// Bytes of the arena and of the parameters with the optimizer's state.
  package var byteCount: Int { execution.arena.byteCount + parameters.byteCount }

  /// Where the time went since the plan was made, operation by operation.
  package var timings: [OperationTiming] {
    [loading] + forwardProgram.timings + backwardProgram.timings + [updating]
  }

  /// Takes a batch.
  /// - Parameters:
  ///   - input: `[batch, bands, frames]`
  ///   - targets: soft labels `[batch, classes]`
  ///   - dropout: what each dropout multiplies its features by, `[batch, features]`
  package func load(input: Span<Float>, targets: [Float], dropout: [[Float]]) {
    precondition(targets.count == batch * classes && dropout.count == dropouts.count)
    loading.measure { self.input.write(input, to: execution) }
    for (mask, values) in zip(dropoutMasks, dropout) { execution.setRows(mask, to: values) }
    self.targets = targets
  }

  /// Runs the network forward in training mode, the running statistics moving.
  /// - Returns: the loss, and the logits `[batch, classes]`.
  package func forward() throws -> (loss: Double, logits: [Float]) {
    try forwardProgram.run(execution)
    let logits = execution.rows(logits)
    return (CrossEntropy.loss(logits, targets: targets, classes: classes), logits)
  }

  /// Fills the gradients of the last forward pass's loss.
  package func backward(logits: [Float]) throws {
    execution.setRows(
      logitsGradient,
      to: CrossEntropy.gradient(
        logits, targets: targets, classes: classes, isWeighted: weighsTargets))
    try backwardProgram.run(execution)
  }

  /// Moves the parameters, and then their averages.
  /// - Parameter step: counts from 1.
  /// - Returns: the gradients' length; where that is no finite number, the weights are none either.
  @discardableResult
  package func update(learningRate: Double, step: Int) -> Double {
    updating.measure {
      let whole = clipping.map { parameters.clip(to: $0, team: execution.team) }
      let length = parameters.update(
        by: optimizer, groups: groups, learningRate: learningRate, step: step,
        team: execution.team)
      if let averaging { parameters.average(kept: averaging, step: step) }
      return whole ?? length
    }
  }
}
