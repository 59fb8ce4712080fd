import Engine
import Learning
import Networks
import Numerics
import TensorFiles
import Testing

/// Clips that differ by class in the band that is loud, under noise.
func stripes(clips: Int, classes: Int = 3, bands: Int = 16, frames: Int = 20) -> TrainingExamples {
  TrainingExamples(
    labels: (0..<clips).map { $0 % classes }, classes: classes, bands: bands, frames: frames,
    standardisation: Standardisation(mean: 1, deviation: 2)
  ) { clip, span in
    var noise = Philox(seed: 5, purpose: "test", clip: clip)
    for index in span.indices {
      let isLoud = index / frames / 4 == clip % classes
      span[index] = Float(noise.normal()) + (isLoud ? 3 : 0)
    }
  }
}

func settings(
  epochs: Int = 4, batchSize: Int = 8, network: NetworkDescription = .init(.cnn4, width: 4)
) -> TrainingSettings {
  var settings = TrainingSettings()
  settings.network = network
  settings.epochs = epochs
  settings.batchSize = batchSize
  settings.frequencyMask = 2
  settings.timeMask = 4
  settings.threads = 2
  return settings
}

@Suite struct TrainerTests {
  @Test func learnsWhatCanBeLearned() throws {
    let examples = stripes(clips: 60)
    let trainer = try Trainer(
      settings: settings(epochs: 6, network: .init(.cnn4, width: 16)), examples: examples)
    var reports: [EpochReport] = []
    for epoch in 1...6 { reports.append(try #require(try trainer.train(epoch: epoch))) }
    #expect(reports.last!.loss < reports[0].loss)
    #expect(reports.allSatisfy { $0.clips == 56 })
    let classifier = try Classifier(
      checkpoint: trainer.checkpoint(), bands: 16, frames: 20, batchSize: 7, threads: 2)
    let probabilities = try classifier.probabilities(clips: 60, read: examples.read)
    let hits = (0..<60).count { clip in
      let row = probabilities[clip * 3..<clip * 3 + 3]
      return row.firstIndex(of: row.max()!)! - row.startIndex == clip % 3
    }
    #expect(hits >= 54)
  }

  @Test func sameSeedSameBytesAndAnotherSeedOthers() throws {
    func train(seed: UInt64) throws -> [UInt8] {
      var settings = settings(epochs: 2)
      settings.seed = seed
      let trainer = try Trainer(settings: settings, examples: stripes(clips: 20))
      for epoch in 1...2 { _ = try trainer.train(epoch: epoch) }
      return try trainer.resumableState().encoded()
    }
    #expect(try train(seed: 1) == train(seed: 1))
    #expect(try train(seed: 1) != train(seed: 2))
  }

  @Test(arguments: TrainingSettings.Optimizer.allCases)
  func anInterruptedTrainingEndsWithTheSameBytes(
    optimizer: TrainingSettings.Optimizer
  ) throws {
    let examples = stripes(clips: 20)
    var settings = settings()
    settings.optimizer = optimizer
    if optimizer == .sgd {
      (settings.averaging, settings.gradientClipping) = (0.9, 1)
      (settings.balance, settings.schedule, settings.warmUp) = (.sampling, .cosine, 0.2)
    }
    let whole = try Trainer(settings: settings, examples: examples)
    for epoch in 1...4 { _ = try whole.train(epoch: epoch) }

    var state: SafetensorsFile?
    for epoch in 1...4 {
      let part = try Trainer(settings: settings, examples: examples, resuming: state)
      #expect(part.epochs == epoch - 1)
      _ = try part.train(epoch: epoch)
      state = try SafetensorsFile(bytes: part.resumableState().encoded())
      if epoch < 4 {
        // Stopped amid the next epoch, whose steps so far are lost.
        #expect(try part.train(epoch: epoch + 1) { $0.step < 2 } == nil)
      }
    }
    #expect(try whole.resumableState().encoded() == state?.encoded())
  }
}

@Suite struct TrainerFaultTests {
  @Test func aSpectrogramThatIsNoNumberStopsWithEpochAndStep() throws {
    let sound = stripes(clips: 16)
    let examples = TrainingExamples(
      labels: sound.labels, classes: 3, bands: 16, frames: 20,
      standardisation: sound.standardisation
    ) { clip, span in
      try sound.read(clip, &span)
      if clip == 3 { span[5] = .nan }
    }
    var settings = settings()
    settings.frequencyMask = 0
    settings.timeMask = 0
    let trainer = try Trainer(settings: settings, examples: examples)
    let error = #expect(throws: TrainingError.self) { try trainer.train(epoch: 1) }
    guard case .diverged(1, let step, "loss", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(1...2 ~= step)
    #expect(error!.description.contains("epoch 1, step \(step)"))
  }

  @Test func anErrorOfTheReaderStopsTheEpoch() throws {
    struct Unreadable: Error {}
    let sound = stripes(clips: 16)
    let examples = TrainingExamples(
      labels: sound.labels, classes: 3, bands: 16, frames: 20,
      standardisation: sound.standardisation
    ) { clip, span in
      if clip == 9 { throw Unreadable() }
      try sound.read(clip, &span)
    }
    let trainer = try Trainer(settings: settings(), examples: examples)
    #expect(throws: Unreadable.self) { try trainer.train(epoch: 1) }
    #expect(trainer.epochs == 0)
  }

  @Test func impossibleTrainingsAreRefused() throws {
    let none = stripes(clips: 0)
    #expect(throws: TrainingError.noClips) {
      try Trainer(settings: settings(), examples: none)
    }
    let wrong = TrainingExamples(
      labels: [0, 3], classes: 3, bands: 16, frames: 20,
      standardisation: Standardisation(mean: 0, deviation: 1)
    ) { _, _ in }
    #expect(throws: TrainingError.label(3, clip: 1, classes: 3)) {
      try Trainer(settings: settings(), examples: wrong)
    }
    let other = try Trainer(
      settings: settings(network: .init(.cnn4, width: 5)), examples: stripes(clips: 8))
    let state = try other.resumableState()
    #expect(throws: TensorFileError.self) {
      try Trainer(settings: settings(), examples: stripes(clips: 8), resuming: state)
    }
  }

  @Test func moreMemoryThanThereIsIsRefused() throws {
    let clips = TrainingExamples(
      labels: (0..<20_000).map { $0 % 10 }, classes: 10, bands: 128, frames: 173,
      standardisation: Standardisation(mean: 0, deviation: 1)
    ) { _, _ in }
    var settings = TrainingSettings()
    settings.batchSize = clips.labels.count
    #expect {
      try Trainer(settings: settings, examples: clips)
    } throws: { error in
      guard case EngineError.memory(let bytes, _) = error else { return false }
      return bytes > 50 << 30
    }
  }

  @Test func fewerClipsThanABatchMakeASmallerOne() throws {
    let trainer = try Trainer(settings: settings(batchSize: 32), examples: stripes(clips: 3))
    #expect(trainer.batchSize == 3)
    let report = try #require(try trainer.train(epoch: 1))
    #expect(report.clips == 3)
  }
}
