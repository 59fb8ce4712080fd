import Learning
import TensorFiles
import Testing

@Suite struct BaselineTests {
  @Test func ridgeTellsLoudBandsApartAndSurvivesItsFile() throws {
    let (training, testing) = (stripes(clips: 60), stripes(clips: 90))
    let baseline = try RidgeBaseline(training: training)
    let probabilities = try baseline.probabilities(clips: 90, frames: 20, read: testing.read)
    #expect(accuracy(probabilities, labels: testing.labels, classes: 3) > 0.95)
    for row in stride(from: 0, to: probabilities.count, by: 3) {
      #expect(abs(probabilities[row..<row + 3].reduce(0, +) - 1) < 1e-6)
    }
    let again = try RidgeBaseline(SafetensorsFile(bytes: baseline.file.encoded()))
    let reread = try again.probabilities(clips: 90, frames: 20, read: testing.read)
    #expect(zip(reread, probabilities).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  /// scikit-learn's Ridge(alpha=1) on the two standardised features of one band, worked by hand:
  /// features ±1 along the mean, 0 along the deviation; 4 clips, so w = 4·0.5 / (4 + 1).
  @Test func ridgeEqualsTheClosedForm() throws {
    let levels: [Float] = [0, 0, 2, 2]
    let examples = TrainingExamples(
      labels: [0, 0, 1, 1], classes: 2, bands: 1, frames: 3,
      standardisation: Standardisation(mean: 0, deviation: 1)
    ) { clip, span in
      for index in span.indices { span[index] = levels[clip] }
    }
    let file = try RidgeBaseline(training: examples).file
    #expect(try file.floats(named: "weight") == [-0.4, 0.4, 0, 0])
    #expect(try file.floats(named: "bias") == [0.5, 0.5])
    #expect(try file.floats(named: "features.mean") == [1, 0])
  }

  @Test func durationCountsAndFallsBackOnFrequencies() throws {
    let baseline = try DurationBaseline(
      seconds: [0.6, 0.7, 4, 4, 4, 4], labels: [0, 0, 1, 1, 1, 0], classes: 2)
    // 2 of 2 in the bin, smoothed by 2 clips of even frequency: (2 + 1) / 4.
    #expect(baseline.probabilities(seconds: [0.65]) == [0.75, 0.25])
    #expect(baseline.probabilities(seconds: [4.1]) == [2.0 / 6, 4.0 / 6])
    #expect(
      baseline.probabilities(seconds: [2, 1e9, -1, .nan]) == [Float](repeating: 0.5, count: 8))
    #expect(try DurationBaseline(baseline.file) == baseline)
  }

  @Test func baselinesRefuseWhatTheyCannotUse() throws {
    #expect(throws: TrainingError.noClips) {
      try DurationBaseline(seconds: [], labels: [], classes: 2)
    }
    #expect(throws: TrainingError.label(2, clip: 0, classes: 2)) {
      try DurationBaseline(seconds: [1], labels: [2], classes: 2)
    }
    var file = SafetensorsFile()
    file.insert(.init(shape: [3], floats: [0, 0, 0]), as: "weight")
    #expect(
      throws: CheckpointError.shape(
        tensor: "weight", found: [3], expected: "[2 · bands, classes]")
    ) { try RidgeBaseline(file) }
  }

  private func accuracy(_ probabilities: [Float], labels: [Int], classes: Int) -> Double {
    let hits = labels.indices.count { clip in
      let row = probabilities[clip * classes..<(clip + 1) * classes]
      return row.firstIndex(of: row.max()!)! - row.startIndex == labels[clip]
    }
    return Double(hits) / Double(labels.count)
  }
}
