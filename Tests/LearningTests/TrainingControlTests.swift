import Learning
import Networks
import TensorFiles
import Testing

/// What a setting makes of a training, against one without it.
@Suite struct TrainingControlTests {
  /// A single step of plain gradient descent over all clips.
  private func plain() -> TrainingSettings {
    var settings = settings(epochs: 1, batchSize: 12)
    (settings.optimizer, settings.momentum, settings.weightDecay) = (.sgd, 0, 0)
    settings.schedule = .constant
    return settings
  }

  private func weights() throws -> SafetensorsFile {
    try Trainer(settings: settings(), examples: stripes(clips: 12)).checkpoint()
  }

  /// Tensors before and after an epoch.
  private func train(
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws -> [String: (before: [Float], after: [Float])] {
    var settings = plain()
    change(&settings)
    let before = try weights()
    let trainer = try Trainer(settings: settings, examples: stripes(clips: 12), weights: before)
    _ = try trainer.train(epoch: 1)
    let after = try trainer.checkpoint()
    let names = after.names.filter { !$0.hasSuffix("num_batches_tracked") }
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, (try before.floats(named: $0), try after.floats(named: $0)))
      })
  }

  @Test func theHeadMovesAtARateOfItsOwn() throws {
    let (even, fast) = (try train(), try train { $0.headRate = 3 })
    for (name, (before, after)) in even {
      let factor: Float = name.hasPrefix("fc.") ? 3 : 1
      for index in before.indices {
        let expected = before[index] + factor * (after[index] - before[index])
        #expect(abs(fast[name]!.after[index] - expected) < 1e-6, "\(name)")
      }
    }
  }

  @Test func normsAndBiasesAreKeptFromDecay() throws {
    let (all, some) = (
      try train { $0.weightDecay = 0.5 },
      try train { ($0.weightDecay, $0.decaysVectors, $0.headRate) = (0.5, false, 1) }
    )
    for (name, (before, after)) in all
    where !name.contains("running") && !name.hasPrefix("input") {
      let isVector = name.hasSuffix(".bias") || before.count <= 32
      for index in before.indices {
        let kept = some[name]!.after[index] - after[index]
        let expected = isVector ? 1e-3 * 0.5 * before[index] : 0
        #expect(abs(kept - expected) < 1e-6, "\(name)")
      }
    }
  }

  @Test func frozenLayersKeepWeightsAndStatistics() throws {
    for (name, (before, after)) in try train({ $0.frozen = "features.4" }) {
      let number = name.split(separator: ".").dropFirst().first.flatMap { Int($0) }
      let isFrozen = number.map { $0 <= 4 } ?? name.hasPrefix("input")
      #expect((before == after) == isFrozen, "\(name)")
    }
  }

  @Test func fixedStatisticsStay() throws {
    for (name, (before, after)) in try train({ $0.statistics = .fixed }) {
      let stays = name.contains("running") || name.hasPrefix("input")
      #expect((before == after) == stays, "\(name)")
    }
  }

  /// After two epochs of a step each: the average of what they left.
  @Test func theAveragesAreTheNetwork() throws {
    var settings = plain()
    (settings.epochs, settings.averaging) = (2, 0.75)
    let trainer = try Trainer(
      settings: settings, examples: stripes(clips: 12), weights: weights())
    var steps: [[Float]] = []
    for epoch in 1...2 {
      _ = try trainer.train(epoch: epoch)
      steps.append(try trainer.resumableState().floats(named: "fc.weight"))
    }
    let network = try trainer.checkpoint().floats(named: "fc.weight")
    for index in network.indices {
      let expected = 0.75 * steps[0][index] + 0.25 * steps[1][index]
      #expect(abs(network[index] - expected) < 1e-6)
    }
    #expect(network != steps[1])
  }

  @Test func aNewHeadIsTheSeedsAndTheRestTheWeights() throws {
    var settings = plain()
    settings.learningRate = 1e-30
    let before = try weights()
    settings.seed = 9
    let trainer = try Trainer(
      settings: settings, examples: stripes(clips: 12), weights: before, hasNewHead: true)
    let begun = try trainer.checkpoint()
    for name in begun.names where !name.hasPrefix("fc.") {
      #expect(try begun.tensor(named: name) == before.tensor(named: name), "\(name)")
    }
    let fresh = try Trainer(settings: settings, examples: stripes(clips: 12)).checkpoint()
    #expect(try begun.tensor(named: "fc.weight") == fresh.tensor(named: "fc.weight"))
    #expect(try begun.tensor(named: "fc.weight") != before.tensor(named: "fc.weight"))
  }
}
