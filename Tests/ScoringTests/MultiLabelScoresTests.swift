import Scoring
import Testing

/// Several labels a clip, held to scikit-learn (`Golden/make_golden.py`).
@Suite struct MultiLabelScoresTests {
  private let predictions: Predictions
  /// Rounded, so that clips share scores.
  private let scores: [Double]
  /// A clip's own class, and those with more than a fifth; no sirens.
  private let labels: [[Int]]

  init() throws {
    predictions = try Predictions()
    scores = predictions.probabilities.map { ($0 * 100).rounded(.toNearestOrEven) / 100 }
    let probabilities = predictions.probabilities
    labels = predictions.truth.enumerated().map { clip, truth in
      (0..<10).filter { $0 != 8 && ($0 == truth || probabilities[clip * 10 + $0] > 0.2) }
    }
  }

  private func multiLabelScores(recordings: [String]? = nil) throws -> MultiLabelScores {
    try #require(
      MultiLabelScores(
        probabilities: scores, labels: labels, classCount: 10,
        recordings: recordings ?? predictions.recordings))
  }

  @Test func averagePrecisionEqualsScikitLearns() throws {
    let found = try multiLabelScores()
    let expected = [
      0.8641903271480738, 0.783179012345679, 0.9908466819221966, 1.0000000000000002,
      0.930672268907563, 0.9250171135754659, 1, 0.8130032449403982, nil, 0.9837719298245614,
    ]
    for (found, expected) in zip(found.classes, expected) {
      #expect((found == nil) == (expected == nil))
      if let found, let expected { expect(found, expected) }
    }
    expect(found.mean, 0.9211867309626598)
  }

  @Test func theIntervalHoldsTheMeanAndWidensWithLargerRecordings() throws {
    let byRecording = try #require(try multiLabelScores().interval)
    let mean = try multiLabelScores().mean
    #expect(byRecording.lower < mean && mean < byRecording.upper)
    let pairs = try #require(
      try multiLabelScores(recordings: labels.indices.map { "\($0 % 8)" }).interval)
    #expect(pairs.upper - pairs.lower < 0.5)
    #expect(try multiLabelScores().interval == byRecording)
  }

  @Test func nothingHeardIsNoFigure() {
    #expect(
      MultiLabelScores(
        probabilities: [0.1, 0.9], labels: [[], []], classCount: 1, recordings: ["a", "b"]) == nil)
  }

  /// As of all thresholds that lie at a score; ours is between that one and the next.
  @Test func theThresholdHasTheHighestF1() throws {
    for (label, best, score) in [(0, 0.45, 0.071241), (3, 0.9333333333333333, 0.683226)] {
      let own = predictions.truth.indices.map { predictions.probabilities[$0 * 10 + label] }
      let isOfClass = predictions.truth.map { $0 == label }
      let found = try #require(F1Threshold.best(scores: own, isOfClass: isOfClass))
      let taken = own.map { $0 >= found }
      let hits = zip(taken, isOfClass).count { $0 && $1 }
      expect(
        2 * Double(hits) / Double(taken.count { $0 } + isOfClass.count { $0 }), best)
      #expect(found <= score && found > own.filter { $0 < score }.max()!)
    }
  }

  @Test func fewClipsGiveNoThreshold() {
    #expect(F1Threshold.best(scores: [0.9, 0.8, 0.1], isOfClass: [true, true, false]) == nil)
    #expect(
      F1Threshold.best(scores: [0.9, 0.8, 0.1], isOfClass: [true, true, false], least: 2) == 0.45)
    // All of one score: all or none.
    #expect(
      F1Threshold.best(scores: [0.5, 0.5, 0.5], isOfClass: [true, false, true], least: 1) == 0.25)
  }
}
