/// How many clips of each class were taken for which class.
public struct ConfusionMatrix: Equatable, Sendable {
  public let classCount: Int
  /// `[truth, predicted]`, row by row.
  public private(set) var counts: [Int]

  /// An empty matrix.
  public init(classCount: Int) {
    precondition(classCount > 0, "a confusion matrix needs a class")
    self.classCount = classCount
    counts = [Int](repeating: 0, count: classCount * classCount)
  }

  /// Counts pairs; both lists hold class indices from 0 and are equally long.
  public init(truth: [Int], predicted: [Int], classCount: Int) {
    precondition(truth.count == predicted.count, "each clip needs a truth and a prediction")
    self.init(classCount: classCount)
    for (truth, predicted) in zip(truth, predicted) { add(truth: truth, predicted: predicted) }
  }

  public subscript(truth: Int, predicted: Int) -> Int {
    counts[index(truth, predicted)]
  }

  /// Counts one clip, or as many as said.
  public mutating func add(truth: Int, predicted: Int, count: Int = 1) {
    counts[index(truth, predicted)] += count
  }

  /// The counts of both, for the sum over folds.
  public static func + (left: ConfusionMatrix, right: ConfusionMatrix) -> ConfusionMatrix {
    precondition(left.classCount == right.classCount, "both matrices need the same classes")
    var sum = left
    for index in sum.counts.indices { sum.counts[index] += right.counts[index] }
    return sum
  }

  /// All clips counted.
  public var total: Int { counts.reduce(0, +) }

  /// The clips taken for what they are.
  public var correct: Int { (0..<classCount).reduce(0) { $0 + self[$1, $1] } }

  /// The clips that are of the class.
  public func support(of class: Int) -> Int {
    (0..<classCount).reduce(0) { $0 + self[`class`, $1] }
  }

  /// The clips that were taken for the class.
  public func predictions(of class: Int) -> Int {
    (0..<classCount).reduce(0) { $0 + self[$1, `class`] }
  }

  private func index(_ truth: Int, _ predicted: Int) -> Int {
    let classes = 0..<classCount
    precondition(classes ~= truth && classes ~= predicted, "classes count from 0 to \(classCount)")
    return truth * classCount + predicted
  }
}
