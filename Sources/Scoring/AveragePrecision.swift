/// The area below a curve of precision by recall, as a sum of its steps: how well scores tell what is of a
/// class from what is not, whatever threshold one will choose. It equals scikit-learn's
/// `average_precision_score`.
public struct AveragePrecision: Sendable {
  /// From the highest score down: which clips have it.
  private let steps: [[Int]]
  private let isOfClass: [Bool]

  public init(scores: [Double], isOfClass: [Bool]) {
    precondition(scores.count == isOfClass.count, "each clip has a score")
    self.isOfClass = isOfClass
    var steps: [[Int]] = []
    var last = Double.nan
    for clip in scores.indices.sorted(by: { (scores[$1], $0) < (scores[$0], $1) }) {
      if scores[clip] == last {
        steps[steps.count - 1].append(clip)
      } else {
        steps.append([clip])
        last = scores[clip]
      }
    }
    self.steps = steps
  }

  /// Nil where no clip is of the class.
  public var value: Double? { value { _ in 1 } }

  /// - Parameter count: How often a clip was drawn.
  func value(_ count: (Int) -> Int) -> Double? {
    let total = isOfClass.indices.reduce(0) { $0 + (isOfClass[$1] ? count($1) : 0) }
    guard total > 0 else { return nil }
    var (taken, hits, sum) = (0, 0, 0.0)
    for step in steps {
      let before = hits
      for clip in step {
        taken += count(clip)
        hits += isOfClass[clip] ? count(clip) : 0
      }
      if hits > before {
        sum += Double(hits - before) / Double(total) * Double(hits) / Double(taken)
      }
    }
    return sum
  }
}
