import Engine
import Glibc
import Networks
import TensorFiles
import Threads

/// Trains one network on one set of clips, epoch by epoch.
///
/// The same settings, examples, machine and number of threads give the same weights, bit for bit,
/// however often the training was interrupted and went on from its `resumableState()`.
public final class Trainer {
  public let settings: TrainingSettings
  /// Epochs that are done.
  public private(set) var epochs = 0
  /// Clips in a step: the settings' batch, or all clips if there are fewer.
  public let batchSize: Int
  public let stepsPerEpoch: Int

  private let examples: TrainingExamples
  private let team: Team
  private let plan: TrainingPlan
  private let recipe: Recipe
  private let schedule: any LearningRateSchedule
  private let loaderThread = WorkerThread()
  private var waiting = OperationTiming(layer: "batch", pass: "waiting")

  /// A training that begins, or goes on from a state.
  /// - Parameters:
  ///   - weights: a `state_dict` to begin with in place of random weights.
  ///   - hasNewHead: whether the last layer begins at random even so.
  ///   - state: what `resumableState()` gave; `weights` are not looked at then.
  /// - Throws: `TrainingError`, `EngineError`, or `TensorFileError` that names what is wrong with
  ///   the weights or the state.
  public init(
    settings: TrainingSettings, examples: TrainingExamples, weights: (any NamedTensors)? = nil,
    hasNewHead: Bool = false, resuming state: SafetensorsFile? = nil
  ) throws {
    guard !examples.labels.isEmpty else { throw TrainingError.noClips }
    for (clip, label) in examples.labels.enumerated()
    where label < 0 || label >= examples.classes {
      throw TrainingError.label(label, clip: clip, classes: examples.classes)
    }
    precondition(settings.batchSize > 0 && settings.epochs > 0, "a training without a step")
    let batchSize = min(settings.batchSize, examples.count)
    let layers = settings.network.layers(classes: examples.classes)
    let team = settings.team
    plan = try team.lead {
      try TrainingPlan(
        layers: layers, batch: batchSize, bands: examples.bands, frames: examples.frames,
        precision: settings.precision, optimizer: settings.planOptimizer,
        groups: settings.parameterGroups, clipping: settings.gradientClipping,
        averaging: settings.averaging > 0 ? settings.averaging : nil,
        weighsTargets: settings.balance == .weights,
        frozenLayers: settings.network.layers(through: settings.frozen),
        fixesStatistics: settings.statistics == .fixed, team: team)
    }
    self.settings = settings
    self.examples = examples
    self.team = team
    self.batchSize = batchSize
    stepsPerEpoch = examples.count / batchSize
    schedule = settings.learningRateSchedule(steps: stepsPerEpoch * settings.epochs)
    recipe = Recipe(settings: settings, examples: examples, dropouts: plan.dropouts)
    try team.lead {
      if let state {
        epochs = try plan.load(resumableState: state, epochs: settings.epochs)
      } else {
        plan.initialise(seed: settings.seed)
        if let weights {
          try plan.load(
            stateDictionary: weights, without: hasNewHead ? settings.network.lastName : nil)
        }
      }
    }
  }

  /// Trains the next epoch.
  /// - Parameters:
  ///   - epoch: its number, one more than `epochs`
  ///   - progress: called after each step; false stops, and the epoch counts as not begun: go on
  ///     from the last `resumableState()`.
  /// - Returns: nil when it was stopped.
  /// - Throws: `TrainingError.diverged`, or what the examples' reader throws.
  public func train(
    epoch: Int, progress: (StepProgress) throws -> Bool = { _ in true }
  ) throws -> EpochReport? {
    precondition(epoch == epochs + 1, "epoch \(epoch) cannot follow epoch \(epochs)")
    let loader = BatchLoader(
      recipe, batchSize: batchSize, epoch: epoch, worker: loaderThread)
    let begin = ContinuousClock.now
    var total = EpochTotals()
    for step in 0..<stepsPerEpoch {
      let batch = try waiting.measure { try loader.take(step) }
      let outcome = try self.step(batch, epoch: epoch, step: step)
      total.add(outcome, clips: batchSize)
      let report = StepProgress(
        epoch: epoch, step: step + 1, steps: stepsPerEpoch, loss: outcome.loss,
        clips: total.clips, seconds: (ContinuousClock.now - begin).seconds)
      guard try progress(report) else { return nil }
    }
    epochs = epoch
    return total.report(epoch: epoch, seconds: (ContinuousClock.now - begin).seconds)
  }

  /// Forward, backward, update.
  private func step(_ batch: Batch, epoch: Int, step: Int) throws -> StepOutcome {
    let done = (epoch - 1) * stepsPerEpoch + step
    let rate = schedule.rate(at: done)
    return try team.lead {
      func diverged(_ quantity: String) -> TrainingError {
        .diverged(epoch: epoch, step: step + 1, quantity: quantity, learningRate: rate)
      }
      plan.load(input: batch.inputs.span, targets: batch.targets, dropout: batch.dropout)
      let (loss, logits) = try plan.forward()
      guard loss.isFinite else { throw diverged("loss") }
      try plan.backward(logits: logits)
      let length = plan.update(learningRate: rate, step: done + 1)
      guard length.isFinite else { throw diverged("gradient") }
      return StepOutcome(
        loss: loss, learningRate: rate,
        correct: correct(logits, targets: batch.targets))
    }
  }

  /// Clips whose highest logit is at their heaviest label.
  private func correct(_ logits: [Float], targets: [Float]) -> Int {
    let classes = examples.classes
    return stride(from: 0, to: logits.count, by: classes).count { row in
      let clip = row..<row + classes
      return clip.max { logits[$0] < logits[$1] } == clip.max { targets[$0] < targets[$1] }
    }
  }

  /// Where the steps' time went, operation by operation.
  package var timings: [OperationTiming] { [waiting] + plan.timings }

  /// Parameters, running statistics, what the optimizer keeps and the number of epochs done.
  public func resumableState() throws -> SafetensorsFile {
    try team.lead { plan.resumableState(epochs: epochs) }
  }

  /// The network under PyTorch's names, with `input.mean` and `input.standard_deviation`; its layers
  /// and its name in the metadata.
  public func checkpoint() throws -> SafetensorsFile {
    var file = try team.lead { plan.stateDictionary(averaged: true) }
    file.insert(examples.standardisation)
    file.metadata = Checkpoint.metadata(of: settings.network)
    return file
  }
}

private struct StepOutcome {
  let loss: Double
  let learningRate: Double
  let correct: Int
}

private struct EpochTotals {
  private var losses = 0.0
  private var steps = 0
  private var correct = 0
  private var learningRate = 0.0
  private(set) var clips = 0

  mutating func add(_ outcome: StepOutcome, clips: Int) {
    losses += outcome.loss
    correct += outcome.correct
    learningRate = outcome.learningRate
    steps += 1
    self.clips += clips
  }

  func report(epoch: Int, seconds: Double) -> EpochReport {
    EpochReport(
      epoch: epoch, loss: losses / Double(steps), accuracy: Double(correct) / Double(clips),
      learningRate: learningRate, clips: clips, seconds: seconds)
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
