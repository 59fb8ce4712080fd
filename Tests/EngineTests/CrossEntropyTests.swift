import Engine
import Glibc
import Testing

@Suite struct CrossEntropyTests {
  private let logits: [Float] = [1, -2, 0.5, 80, 81, -80]
  private let targets: [Float] = [0.7, 0.2, 0.1, 0, 1, 0]

  @Test func lossIsThatOfTheDefinition() {
    let sum = exp(1.0) + exp(-2.0) + exp(0.5)
    let first =
      -(0.7 * log(exp(1.0) / sum) + 0.2 * log(exp(-2.0) / sum) + 0.1 * log(exp(0.5) / sum))
    let second = log(1 + exp(-1.0) + exp(-161.0))
    let loss = CrossEntropy.loss(logits, targets: targets, classes: 3)
    #expect(abs(loss - (first + second) / 2) < 1e-7)
  }

  /// Of rows that add up to 1, and of weighted ones.
  @Test(arguments: [[0.7, 0.2, 0.1, 0, 1, 0], [1.4, 0.1, 0.3, 0, 0.5, 0.25] as [Float]])
  func gradientIsTheSlopeOfTheLoss(targets: [Float]) {
    let gradient = CrossEntropy.gradient(
      logits, targets: targets, classes: 3, isWeighted: targets[0] > 1)
    for index in logits.indices {
      var (up, down) = (logits, logits)
      let step: Float = 1 / 64
      up[index] += step
      down[index] -= step
      let slope =
        (CrossEntropy.loss(up, targets: targets, classes: 3)
          - CrossEntropy.loss(down, targets: targets, classes: 3)) / Double(2 * step)
      #expect(abs(Double(gradient[index]) - slope) < 1e-4)
    }
  }

  @Test func probabilitiesAddUpToOne() {
    let p = CrossEntropy.softmax(logits, classes: 3)
    #expect(abs(p[0] + p[1] + p[2] - 1) < 1e-6)
    #expect(abs(p[4] / p[3] - Float(exp(1.0))) < 1e-5)
    #expect(!CrossEntropy.loss([.nan, 0, 0], targets: [1, 0, 0], classes: 3).isFinite)
  }
}
