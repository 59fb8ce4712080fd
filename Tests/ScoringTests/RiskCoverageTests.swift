import Scoring
import Testing

@Suite struct RiskCoverageTests {
  @Test func risksAreThoseOfTheSurestAnswers() throws {
    let curve = try #require(
      RiskCoverage(confidences: [0.6, 0.9, 0.7, 0.8], areRight: [false, true, true, false]))
    let risks: [Double] = [0, 0.5, 1.0 / 3, 0.5]
    #expect(curve.risks == risks)
    let area = risks.reduce(0, +) / 4
    #expect(abs(curve.area - area) < 1e-15)
    #expect(RiskCoverage(confidences: [], areRight: []) == nil)
  }

  /// Nobody can choose among answers that are equally sure.
  @Test func theOrderOfEquallySureAnswersDoesNotCount() throws {
    let areRight = [true, false, false, true]
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 2, 0, 3]] {
      let curve = try #require(
        RiskCoverage(
          confidences: [0.5, 0.5, 0.5, 0.5], areRight: order.map { areRight[$0] }))
      #expect(curve.risks == [0.5, 0.5, 0.5, 0.5])
    }
  }

  /// `errors = (predicted != truth)[argsort(-confidence)]; mean(cumsum(errors) / arange(1, n + 1))` of numpy,
  /// which is all that published implementations do.
  @Test func theAreaEqualsNumpys() throws {
    let predictions = try Predictions()
    let confidences = predictions.predicted.enumerated().map {
      predictions.probabilities[$0 * Predictions.classCount + $1]
    }
    let curve = try #require(
      RiskCoverage(confidences: confidences, areRight: predictions.isRight))
    #expect(abs(curve.area - 0.15613984145624465) < 1e-12)
    #expect(abs(curve.risks.last! - 0.36538461538461536) < 1e-12)
  }
}
