/// The figures drawn from a confusion matrix, each between 0 and 1.
///
/// A ratio with nothing below the line is 0, as with `zero_division=0` in scikit-learn. Means over
/// classes are taken over those that occur in the truth: a class that a fold lacks cannot be found
/// there.
public struct ClassificationScores: Equatable, Sendable {
  /// Precision and recall of a class, or their means.
  public struct PrecisionAndRecall: Equatable, Sendable {
    /// The share that is of the class among the clips taken for it.
    public let precision: Double
    /// The share taken for the class among the clips that are of it.
    public let recall: Double
    /// For a class, the harmonic mean of its precision and recall; in `macro`, the mean of those.
    public let f1: Double
  }

  public let confusion: ConfusionMatrix
  /// The share of clips taken for what they are.
  public let accuracy: Double
  /// By class index; all zeros for a class that does not occur.
  public let classes: [PrecisionAndRecall]
  /// Means over the classes that occur in the truth, each class counting the same.
  public let macro: PrecisionAndRecall

  /// The mean recall: what accuracy would be if all classes were as frequent.
  public var balancedAccuracy: Double { macro.recall }

  /// Nil without a clip, since a figure from nothing is none.
  public init?(_ confusion: ConfusionMatrix) {
    guard confusion.total > 0 else { return nil }
    self.confusion = confusion
    accuracy = Double(confusion.correct) / Double(confusion.total)
    let classes = (0..<confusion.classCount).map { PrecisionAndRecall(of: $0, in: confusion) }
    self.classes = classes
    let occurring = classes.indices.filter { confusion.support(of: $0) > 0 }.map { classes[$0] }
    macro = PrecisionAndRecall(
      precision: occurring.map(\.precision).mean, recall: occurring.map(\.recall).mean,
      f1: occurring.map(\.f1).mean)
  }
}

extension ClassificationScores.PrecisionAndRecall {
  fileprivate init(of class: Int, in confusion: ConfusionMatrix) {
    func share(_ part: Int, of whole: Int) -> Double {
      whole > 0 ? Double(part) / Double(whole) : 0
    }
    let hits = confusion[`class`, `class`]
    let support = confusion.support(of: `class`)
    let predictions = confusion.predictions(of: `class`)
    self.init(
      precision: share(hits, of: predictions), recall: share(hits, of: support),
      f1: share(2 * hits, of: predictions + support))
  }
}
