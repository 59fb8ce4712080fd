import Scoring
import Testing

@Suite struct ClassificationScoresTests {
  private let confusion: ConfusionMatrix

  init() throws {
    let predictions = try Predictions()
    confusion = ConfusionMatrix(
      truth: predictions.truth, predicted: predictions.predicted,
      classCount: Predictions.classCount)
  }

  @Test func countsTruthInRowsAndPredictionsInColumns() {
    #expect((0..<10).map { confusion[0, $0] } == [1, 0, 2, 0, 0, 6, 0, 1, 1, 0])
    #expect((0..<10).map { confusion[$0, 0] } == [1, 0, 1, 0, 0, 2, 0, 2, 0, 1])
    #expect(confusion.support(of: 0) == 11 && confusion.predictions(of: 0) == 7)
    #expect(confusion.total == 104 && confusion.correct == 66)
  }

  @Test func equalsScikitLearn() throws {
    let scores = try #require(ClassificationScores(confusion))
    expect(scores.accuracy, 0.6346153846153846)
    expect(scores.balancedAccuracy, 0.6423761423761425)
    expect(scores.macro.precision, 0.6783910533910533)
    expect(scores.macro.recall, 0.6423761423761425)
    expect(scores.macro.f1, 0.6473335149663653)
    expect(
      scores.classes.map(\.precision),
      [0.14285714, 0.75, 0.66666667, 0.76190476, 0.90909091, 0.375, 1, 0.75, 0, 0.75])
    expect(
      scores.classes.map(\.recall),
      [0.09090909, 0.6, 0.83333333, 1, 0.71428571, 0.5, 1, 0.4, 0, 0.64285714])
    expect(
      scores.classes.map(\.f1),
      [
        0.11111111, 0.66666667, 0.74074074, 0.86486486, 0.8, 0.42857143, 1, 0.52173913, 0,
        0.69230769,
      ])
  }

  @Test func sumsFolds() {
    let one = ConfusionMatrix(truth: [0, 1], predicted: [0, 0], classCount: 2)
    #expect((one + one + one).counts == [3, 0, 3, 0])
  }

  @Test func givesNoFigureForNoClip() {
    #expect(ClassificationScores(ConfusionMatrix(classCount: 3)) == nil)
  }

  @Test func scoresAClassifierThatKnowsOneClass() throws {
    let scores = try #require(
      ClassificationScores(ConfusionMatrix(truth: [0, 1, 2], predicted: [1, 1, 1], classCount: 4)))
    expect(scores.macro.precision, 1 / 9.0)
    expect(scores.macro.recall, 1 / 3.0)
    expect(scores.macro.f1, 1 / 6.0)
  }
}

func expect(
  _ value: Double, _ expected: Double, within tolerance: Double = 1e-12,
  location: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(value - expected) <= tolerance, "\(value) is not \(expected)", sourceLocation: location)
}

private func expect(
  _ values: [Double], _ expected: [Double], location: SourceLocation = #_sourceLocation
) {
  #expect(values.count == expected.count, sourceLocation: location)
  for (value, expected) in zip(values, expected) {
    expect(value, expected, within: 1e-8, location: location)
  }
}
