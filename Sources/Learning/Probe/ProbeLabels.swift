import Engine
import Glibc

/// What is heard in the rows that a probe learns from.
public struct ProbeLabels: Sendable {
  public let classes: Int
  /// The classes of each row: one, unless ``isMultiLabel``.
  public let rows: [[Int]]
  /// Whether any number of classes may be heard in a row, each with a probability of its own; else all
  /// probabilities of a row add up to 1.
  public let isMultiLabel: Bool

  /// A class a row.
  public init(_ labels: [Int], classes: Int) {
    (rows, isMultiLabel, self.classes) = (labels.map { [$0] }, false, classes)
  }

  /// Any number of classes a row.
  public init(several rows: [[Int]], classes: Int) {
    (self.rows, isMultiLabel, self.classes) = (rows, true, classes)
  }

  private init(_ rows: [[Int]], as labels: ProbeLabels) {
    (self.rows, isMultiLabel, classes) = (rows, labels.isMultiLabel, labels.classes)
  }

  public var count: Int { rows.count }

  /// Those of some rows.
  public func only(_ indices: [Int]) -> ProbeLabels {
    ProbeLabels(indices.map { rows[$0] }, as: self)
  }

  /// - Parameter logits: `[rows, classes]`
  func probabilities(_ logits: [Float]) -> [Float] {
    Self.probabilities(logits, classes: classes, isMultiLabel: isMultiLabel)
  }

  static func probabilities(_ logits: [Float], classes: Int, isMultiLabel: Bool) -> [Float] {
    isMultiLabel
      ? logits.map { 1 / (1 + exp(-$0)) } : CrossEntropy.softmax(logits, classes: classes)
  }

  /// The cross-entropy of a row, and whether it is right: the likeliest class is its own, or, of several,
  /// each has more than half just where it is heard.
  func outcome(ofRow row: Int, logits: ArraySlice<Double>) -> (loss: Double, isRight: Bool) {
    guard isMultiLabel else {
      let (own, highest) = (logits.startIndex + rows[row][0], logits.max()!)
      let normaliser = highest + log(logits.reduce(0) { $0 + exp($1 - highest) })
      return (normaliser - logits[own], logits.firstIndex(of: highest) == own)
    }
    var (loss, isRight) = (0.0, true)
    for (label, logit) in logits.enumerated() {
      let isHeard = rows[row].contains(label)
      loss += binaryCrossEntropy(logit, isHeard)
      isRight = isRight && (logit > 0) == isHeard
    }
    return (loss, isRight)
  }
}

/// Of a class that has a probability of its own.
func binaryCrossEntropy(_ logit: Double, _ isHeard: Bool) -> Double {
  max(logit, 0) - (isHeard ? logit : 0) + log1p(exp(-abs(logit)))
}
