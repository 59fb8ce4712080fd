import Learning
import Networks
import TensorFiles
import Testing

/// Classes of different size, and the choice of an epoch.
@Suite struct BalanceTests {
  private func examples(labels: [Int]) -> TrainingExamples {
    TrainingExamples(
      labels: labels, classes: 3, bands: 2, frames: 2,
      standardisation: Standardisation(mean: 0, deviation: 1)
    ) { _, span in
      for index in span.indices { span[index] = 0 }
    }
  }

  /// scikit-learn's `balanced` for classes of 6, 2 and 0 clips.
  @Test func weightsAreTheInverseOfAClassesShare() throws {
    var settings = TrainingSettings()
    settings.balance = .weights
    (settings.mixup, settings.labelSmoothing) = (0, 0)
    let recipe = Recipe(
      settings: settings, examples: examples(labels: [0, 0, 0, 1, 0, 0, 1, 0]), dropouts: [])
    let batch = try recipe.batch(of: [0, 3], epoch: 1, step: 0)
    #expect(batch.targets == [8.0 / 12, 0, 0, 0, 2, 0])
  }

  @Test func samplingDrawsClassesEquallyOften() {
    let labels = (0..<400).map { $0 < 360 ? 0 : 2 }
    var order = EpochOrder(labels: labels, classes: 3, balance: .sampling)
    let clips = order.clips(seed: 1, epoch: 1)
    #expect(clips.count == 400)
    // Half of them, within four standard deviations.
    #expect(abs(clips.count { labels[$0] == 2 } - 200) < 40)
    #expect(Set(clips.filter { labels[$0] == 2 }).count > 35)
    #expect(clips == order.clips(seed: 1, epoch: 1))
    #expect(clips != order.clips(seed: 1, epoch: 2))
    order = EpochOrder(labels: labels, classes: 3, balance: .none)
    #expect(order.clips(seed: 1, epoch: 1).sorted() == Array(0..<400))
  }

  @Test func theEpochOfTheLowestLossIsKeptAlsoAfterAPause() throws {
    func network(_ value: Float) -> SafetensorsFile {
      var file = SafetensorsFile(metadata: ["network": "n"])
      file.insert(.init(shape: [1], floats: [value]), as: "w")
      return file
    }
    var choice = try EpochChoice(patience: 2)
    for (epoch, loss) in [(1, 0.5), (2, 0.25), (3, 0.75), (4, 0.25)] {
      #expect(!choice.isOver(after: epoch - 1))
      choice.consider(
        ValidationReport(loss: loss, accuracy: 0.5), epoch: epoch, network(Float(epoch)))
      var state = SafetensorsFile()
      try choice.add(to: &state)
      choice = try EpochChoice(patience: 2, resuming: SafetensorsFile(bytes: state.encoded()))
    }
    #expect(choice.epoch == 2 && choice.loss == 0.25)
    #expect(try choice.checkpoint?.encoded() == network(2).encoded())
    #expect(choice.isOver(after: 4))
    #expect(try !EpochChoice(patience: nil).isOver(after: 100))
  }
}
