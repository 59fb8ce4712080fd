import Learning
import Networks
import TensorFiles
import Testing

@Suite struct ClassifierTests {
  private let examples = stripes(clips: 24)

  /// A network after an epoch, as a file.
  private func checkpoint(
    _ network: NetworkDescription = .init(.cnn4, width: 4)
  ) throws -> SafetensorsFile {
    let trainer = try Trainer(settings: settings(epochs: 1, network: network), examples: examples)
    _ = try trainer.train(epoch: 1)
    return try SafetensorsFile(bytes: trainer.checkpoint().encoded())
  }

  private func classifier(_ file: SafetensorsFile, batchSize: Int = 8) throws -> Classifier {
    try Classifier(checkpoint: file, bands: 16, frames: 20, batchSize: batchSize, threads: 2)
  }

  @Test func theGroupingOfClipsChangesNothing() throws {
    let file = try checkpoint()
    let together = try classifier(file, batchSize: 24).probabilities(
      clips: 24, read: examples.read)
    let classifier = try classifier(file, batchSize: 5)
    #expect(try classifier.probabilities(clips: 24, read: examples.read) == together)
    for clip in [0, 7, 23] {
      let alone = try classifier.probabilities(clips: 1) { try examples.read(clip + $0, &$1) }
      #expect(alone == Array(together[clip * 3..<clip * 3 + 3]))
    }
    for row in stride(from: 0, to: together.count, by: 3) {
      #expect(abs(together[row..<row + 3].reduce(0, +) - 1) < 1e-5)
    }
    #expect(try classifier.probabilities(clips: 0, read: examples.read).isEmpty)
  }

  @Test(arguments: [NetworkDescription(.cnn4, width: 6), NetworkDescription(.resnet18, width: 2)])
  func aCheckpointTellsItsNetwork(network: NetworkDescription) throws {
    let classifier = try classifier(checkpoint(network))
    #expect(classifier.network == network)
    #expect(classifier.classes == 3)
    #expect(classifier.standardisation == examples.standardisation)
  }

  @Test func brokenCheckpointsAreNamedByTheirTensor() throws {
    let whole = try checkpoint()
    func error(_ change: (inout SafetensorsFile) -> Void) -> String {
      var file = whole
      change(&file)
      do {
        _ = try classifier(file)
        return "none"
      } catch { return "\(error)" }
    }
    func without(_ name: String) -> SafetensorsFile {
      var file = SafetensorsFile()
      for other in whole.names where other != name { file.insert(whole[other]!, as: other) }
      return file
    }
    #expect(error { _ in } == "none")
    #expect(error { $0 = without("features.4.bias") }.contains("'features.4.bias'"))
    #expect(error { $0 = without("input.mean") }.contains("'input.mean'"))
    #expect(error { $0 = SafetensorsFile() }.contains("neither 'features.0.weight'"))
    #expect(
      error { $0.insert(.init(shape: [4], floats: [1, 1, 1, 1]), as: "features.3.weight") }
        .contains("'features.3.weight'"))
    #expect(
      error { $0.insert(.init(shape: [1], floats: [0]), as: "stranger") }.contains("'stranger'"))
    #expect(
      error { $0.insert(.init(shape: [3], floats: [0, .nan, 0]), as: "fc.bias") }.contains(
        "'fc.bias'"))
    #expect(
      error { $0.insert(.init(shape: [4], floats: [1, -1, 1, 1]), as: "features.1.running_var") }
        .contains("'features.1.running_var'"))
    #expect(
      error { $0.insert(.init(shape: [], floats: [0]), as: "input.standard_deviation") }
        .contains("'input.standard_deviation'"))
    #expect(
      error { $0.insert(.init(shape: [0, 1, 3, 3], floats: []), as: "features.0.weight") }
        .contains("'features.0.weight'"))
  }

  @Test func spectrogramsTooSmallForTheNetworkAreRefused() throws {
    let file = try checkpoint()
    let error = #expect(throws: (any Error).self) {
      try Classifier(checkpoint: file, bands: 8, frames: 20, threads: 2)
    }
    #expect("\(try #require(error))".contains("render more bands or longer clips"))
  }
}
