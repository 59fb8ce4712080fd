import Scoring
import Testing

@Suite struct LogLossTests {
  @Test func equalsScikitLearn() throws {
    let predictions = try Predictions()
    let loss = try #require(
      LogLoss.mean(
        probabilities: predictions.probabilities, truth: predictions.truth, classCount: 10))
    expect(loss, 1.066713471419653)
  }

  @Test func boundsTheCostOfBeingSurelyWrong() throws {
    var predictions = try Predictions()
    for label in 0..<10 {
      predictions.probabilities[label] = label == (predictions.truth[0] + 1) % 10 ? 1 : 0
    }
    let loss = try #require(
      LogLoss.mean(
        probabilities: predictions.probabilities, truth: predictions.truth, classCount: 10))
    expect(loss, 1.4122569348050045)
  }

  @Test func givesNoFigureForNoClip() {
    #expect(LogLoss.mean(probabilities: [], truth: [], classCount: 10) == nil)
  }
}
