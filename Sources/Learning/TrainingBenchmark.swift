import Engine
import Networks
import Numerics
import TensorFiles

/// How fast networks train and classify here, and where the time goes.
///
/// The work of a step is a training's own: batches read, augmented and loaded, forward, backward,
/// AdamW; the clips are noise.
public struct TrainingBenchmark: Sendable {
  public let settings: TrainingSettings
  public let classes: Int
  public let bands: Int
  public let frames: Int

  public init(
    settings: TrainingSettings, classes: Int = 10, bands: Int = 128, frames: Int = 173
  ) {
    self.settings = settings
    self.classes = classes
    self.bands = bands
    self.frames = frames
  }

  /// What training steps took.
  public struct Report: Sendable {
    /// Each step, in s.
    public let stepSeconds: [Double]
    /// What a step does one by one, in order, each with its mean, in s.
    public let operations: [(layer: String, pass: String, seconds: Double)]
  }

  /// One pass of one convolution by itself.
  public struct ConvolutionTiming: Sendable {
    /// As the operation of a training step is called.
    public let layer: String
    public let pass: String
    /// The fastest that oneDNN has, `direct` or `winograd`, and its time in s.
    public let fastest: String
    public let seconds: Double
    /// Whether there was a choice, and what the committed table calls the shape and the pass.
    let isChoice: Bool
    let tableKey: String
  }

  /// Times training steps.
  /// - Parameters:
  ///   - steps: that are timed
  ///   - warmUp: steps before them
  /// - Throws: `EngineError`.
  public func training(steps: Int, warmUp: Int = 3) throws -> Report {
    var settings = settings
    settings.epochs = 1
    let trainer = try Trainer(
      settings: settings, examples: noise(clips: settings.batchSize * (warmUp + steps)))
    var marks: [Double] = []
    var before: [OperationTiming] = []
    _ = try trainer.train(epoch: 1) { progress in
      marks.append(progress.seconds)
      if progress.step == warmUp { before = trainer.timings }
      return true
    }
    let ends = marks.dropFirst(warmUp)
    let begins = ([0] + marks).dropFirst(warmUp)
    return Report(
      stepSeconds: zip(ends, begins).map { $0 - $1 },
      operations: trainer.timings.enumerated().map { index, timing in
        let earlier = before.isEmpty ? 0 : before[index].seconds
        return (timing.layer, timing.pass, (timing.seconds - earlier) / Double(steps))
      })
  }

  /// Times the classification of batches.
  /// - Returns: each batch, in s.
  public func inference(steps: Int, warmUp: Int = 3) throws -> [Double] {
    let classifier = try Classifier(
      checkpoint: checkpoint(), bands: bands, frames: frames,
      batchSize: settings.batchSize, precision: settings.precision, threads: settings.threads)
    let clip = Self.noise(values: bands * frames)
    let seconds = try (0..<warmUp + steps).map { _ in
      let begin = ContinuousClock.now
      _ = try classifier.probabilities(clips: settings.batchSize) { _, span in
        for index in span.indices { span[index] = clip[index] }
      }
      return (ContinuousClock.now - begin) / .seconds(1)
    }
    return Array(seconds.dropFirst(warmUp))
  }

  /// Times the embedding of clips by the network without its head.
  /// - Returns: what ``TrainingSettings/batchSize`` clips took on average, in s.
  public func embedding(steps: Int, warmUp: Int = 3) throws -> Double {
    let embedder = try Embedder(
      checkpoint: checkpoint(), bands: bands, frames: frames, precision: settings.precision,
      threads: settings.threads)
    let clip = Self.noise(values: bands * frames)
    func embed(steps: Int) throws {
      try embedder.embed(
        clips: steps * settings.batchSize,
        read: { _, span in for index in span.indices { span[index] = clip[index] } },
        use: { _ in })
    }
    try embed(steps: warmUp)
    let begin = ContinuousClock.now
    try embed(steps: steps)
    return (ContinuousClock.now - begin) / .seconds(1) / Double(steps)
  }

  /// A network that has learned nothing, as a training leaves one.
  public func checkpoint() throws -> SafetensorsFile {
    try Trainer(settings: settings, examples: noise(clips: settings.batchSize)).checkpoint()
  }

  /// Times every pass of every convolution by itself, by each algorithm: the sum is the floor under
  /// a training step.
  /// - Parameter repeats: runs of each, of which the fastest counts.
  public func convolutions(repeats: Int = 5) throws -> [ConvolutionTiming] {
    let team = settings.team
    return try team.lead {
      let plan = try TrainingPlan(
        layers: settings.network.layers(classes: classes), batch: settings.batchSize,
        bands: bands, frames: frames, precision: settings.precision, team: team)
      return try plan.convolutions.flatMap { layer, shape in
        try time(shape, layer: layer, repeats: repeats, team: team, narrows: plan.narrows)
      }
    }
  }

  private func time(
    _ shape: ConvolutionShape, layer: String, repeats: Int, team: Team, narrows: Bool
  ) throws -> [ConvolutionTiming] {
    var seconds: [ConvolutionPass: [ConvolutionAlgorithm: Double]] = [:]
    for algorithm in ConvolutionAlgorithm.allCases {
      let trial = try ConvolutionTrial(
        shape, precision: settings.precision, algorithm: algorithm, team: team,
        narrows: narrows)
      try trial.fillAtRandom()
      for pass in trial.passes where trial.runs(algorithm, in: pass) {
        seconds[pass, default: [:]][algorithm] = try trial.seconds(pass, repeats: repeats)
      }
    }
    return ConvolutionPass.allCases.compactMap { pass in
      guard let times = seconds[pass], let best = times.min(by: { $0.value < $1.value }) else {
        return nil
      }
      return ConvolutionTiming(
        layer: layer, pass: pass.name, fastest: best.key.rawValue, seconds: best.value,
        isChoice: times.count > 1, tableKey: ConvolutionTable.key(shape, pass))
    }
  }

  private func noise(clips: Int) -> TrainingExamples {
    let clip = Self.noise(values: bands * frames)
    return TrainingExamples(
      labels: (0..<clips).map { $0 % classes }, classes: classes, bands: bands, frames: frames,
      standardisation: Standardisation(mean: 0, deviation: 1)
    ) { _, span in
      for index in span.indices { span[index] = clip[index] }
    }
  }

  private static func noise(values: Int) -> [Float] {
    var stream = Philox(seed: 1, purpose: "benchmark")
    return (0..<values).map { _ in Float(stream.normal()) }
  }
}
