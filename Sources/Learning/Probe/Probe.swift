/// A logistic regression on embeddings: the head that a frozen network gets.
public struct Probe: Sendable {
  /// Whether each class has a probability of its own, rather than all adding up to 1.
  public let isMultiLabel: Bool
  /// `[classes, features]`, of embeddings as they are.
  public let weights: [Float]
  /// `[classes]`
  public let biases: [Float]
  /// scikit-learn's C that it was fitted with.
  public let inversePenalty: Double
  /// What cross-validation found of each C; empty where none was tried.
  public let trials: [Trial]
  /// Classes whose rows were all held out together, never learned from and tried: trials say nothing of them.
  public let untriedClasses: [Int]
  /// Of each row by a probe of this C that had not learned from it, nor from its group, `[rows, classes]`;
  /// empty where all rows are of one group.
  public let heldOutProbabilities: [Float]

  /// What a C gave on rows that were held out.
  public struct Trial: Hashable, Sendable {
    public let inversePenalty: Double
    /// Mean cross-entropy of held-out rows; of several labels, the sum over the classes.
    public let logLoss: Double
    /// The share of held-out rows that it got right, all labels of one.
    public let accuracy: Double
  }

  /// What is tried for C, two a decade.
  public static let inversePenalties = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]
  /// Where there is nothing to choose by: all rows are of one group.
  static let usualInversePenalty = 0.03

  /// Fits embeddings.
  /// - Parameters:
  ///   - embeddings: `[rows, features]`
  ///   - groups: Each row's recording: rows of one are held out together.
  ///   - inversePenalty: scikit-learn's C; nil: the one of ``inversePenalties`` with the least log loss in
  ///     cross-validation by groups.
  /// - Throws: `TrainingError` `noClips` or `algebra`.
  public init(
    _ embeddings: [Float], labels: ProbeLabels, groups: [String], inversePenalty: Double?
  ) throws {
    guard labels.count > 0 else { throw TrainingError.noClips }
    isMultiLabel = labels.isMultiLabel
    let folds = GroupedFolds(labels: labels.rows, groups: groups)
    let tried = try PenaltySearch(embeddings, labels).trials(
      inversePenalty.map { [$0] } ?? Self.inversePenalties, in: folds)
    let best = tried.min { $0.summary.logLoss < $1.summary.logLoss }
    trials = inversePenalty == nil ? tried.map(\.summary) : []
    untriedClasses = trials.isEmpty ? [] : folds.classesInOneFold(labels: labels.rows)
    heldOutProbabilities = best.map { labels.probabilities($0.logits) } ?? []
    self.inversePenalty =
      inversePenalty ?? best?.summary.inversePenalty ?? Self.usualInversePenalty
    (weights, biases) = try LogisticRegression(
      embeddings, labels: labels, inversePenalty: self.inversePenalty
    ).linearLayer
  }

  /// The same of rows with a class each.
  public init(
    _ embeddings: [Float], labels: [Int], groups: [String], classes: Int, inversePenalty: Double?
  ) throws {
    try self.init(
      embeddings, labels: ProbeLabels(labels, classes: classes), groups: groups,
      inversePenalty: inversePenalty)
  }

  /// Probabilities of the classes, `[rows, classes]`.
  /// - Parameter embeddings: `[rows, features]`
  public func probabilities(of embeddings: [Float]) -> [Float] {
    let (classes, features) = (biases.count, weights.count / biases.count)
    var logits: [Float] = []
    logits.reserveCapacity(embeddings.count / features * classes)
    for row in stride(from: 0, to: embeddings.count, by: features) {
      for label in 0..<classes {
        var sum = Double(biases[label])
        for feature in 0..<features {
          sum += Double(weights[label * features + feature]) * Double(embeddings[row + feature])
        }
        logits.append(Float(sum))
      }
    }
    return ProbeLabels.probabilities(logits, classes: classes, isMultiLabel: isMultiLabel)
  }

  /// Whether the least log loss lay at an end of what was tried, so that beyond it may be a better one.
  public var isAtAnEnd: Bool {
    guard let first = trials.first, let last = trials.last else { return false }
    return inversePenalty == first.inversePenalty || inversePenalty == last.inversePenalty
  }
}
