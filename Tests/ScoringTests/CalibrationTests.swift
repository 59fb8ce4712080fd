import Numerics
import Scoring
import Testing

@Suite struct CalibrationTests {
  private let predictions: Predictions

  init() throws { predictions = try Predictions() }

  /// Confidences of the classes named.
  private var confidences: [Double] {
    predictions.predicted.enumerated().map {
      predictions.probabilities[$0 * Predictions.classCount + $1]
    }
  }

  @Test func theBrierScoreEqualsScikitLearns() throws {
    let score = try #require(
      BrierScore.mean(
        probabilities: predictions.probabilities, truth: predictions.truth, classCount: 10))
    expect(score, 0.4803886222392019)
  }

  @Test func theTemperatureIsThatOfTheLeastLogLoss() throws {
    let temperature = try #require(
      Temperature(
        probabilities: predictions.probabilities, labels: predictions.truth, classCount: 10))
    #expect(abs(temperature.value - 0.919325695184455) < 1e-6)
    let calibrated = stride(from: 0, to: predictions.probabilities.count, by: 10).flatMap {
      temperature.applied(to: Array(predictions.probabilities[$0..<$0 + 10]))
    }
    let loss = try #require(
      LogLoss.mean(probabilities: calibrated, truth: predictions.truth, classCount: 10))
    expect(loss, 1.062717330660892)
  }

  @Test func aTemperatureLeavesTheOrderOfClasses() {
    let row = [0.5, 0.2, 0.3, 0]
    for value in [0.1, 1, 7] {
      let applied = Temperature(value).applied(to: row)
      #expect(abs(applied.reduce(0, +) - 1) < 1e-12)
      #expect(applied[0] > applied[2] && applied[2] > applied[1] && applied[1] > applied[3])
    }
    #expect(zip(Temperature(1).applied(to: row), row).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// Whoever is always right could be as sure as one likes.
  @Test func temperaturesHaveBounds() throws {
    let sure = try #require(
      Temperature(probabilities: [0.6, 0.4, 0.3, 0.7], labels: [0, 1], classCount: 2))
    #expect(abs(sure.value - 1 / 20) < 1e-9)
    let wrong = try #require(
      Temperature(probabilities: [1, 0, 0, 1], labels: [1, 0], classCount: 2))
    #expect(abs(wrong.value - 20) < 1e-6)
    #expect(Temperature(probabilities: [], labels: [], classCount: 2) == nil)
  }

  @Test func theCalibrationErrorIsThatOfKumarsLibrary() throws {
    let error = try #require(
      CalibrationError(confidences: confidences, areRight: predictions.isRight, bins: 5))
    #expect(error.bins.count == 5 && error.bins.map(\.count).reduce(0, +) == 104)
    expect(error.plain, 0.07211278846153842)
    expect(error.debiasedSquare, 0.0006785462875591525)
  }

  /// Of someone who is right as often as said, drawn: the plain error is above 0 by chance, the debiased
  /// one around 0.
  @Test func chanceIsTakenOff() throws {
    var (plain, squares) = (0.0, 0.0)
    for draw in 0..<200 {
      var random = Philox(seed: 7, purpose: "calibration", epoch: draw)
      let confidences = (0..<300).map { _ in 0.5 + 0.5 * random.uniform() }
      let areRight = confidences.map { random.uniform() < $0 }
      let error = try #require(CalibrationError(confidences: confidences, areRight: areRight))
      plain += error.plain / 200
      squares += error.debiasedSquare / 200
    }
    #expect(plain > 0.05)
    #expect(abs(squares) < 0.0005)
  }

  @Test func givesNoFigureForNoClip() {
    #expect(BrierScore.mean(probabilities: [], truth: [], classCount: 10) == nil)
    #expect(CalibrationError(confidences: [], areRight: []) == nil)
  }
}
