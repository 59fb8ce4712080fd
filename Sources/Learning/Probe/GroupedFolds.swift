/// Folds for cross-validation inside training clips: what is of one group stays together, and each fold
/// has about the same share of every class.
package struct GroupedFolds {
  /// Fewer where there are fewer groups.
  package let count: Int
  /// The fold of each row, from 0.
  package let folds: [Int]

  /// - Parameter groups: Each row's, such as its recording.
  package init(labels: [Int], groups: [String], largest: Int = 5) {
    self.init(labels: labels.map { [$0] }, groups: groups, largest: largest)
  }

  /// - Parameter labels: The classes of each row.
  package init(labels: [[Int]], groups: [String], largest: Int = 5) {
    let rows = Dictionary(grouping: labels.indices, by: { groups[$0] })
    let count = min(largest, rows.count)
    let classes = (labels.joined().max() ?? 0) + 1
    var shares = [Double](repeating: 0, count: classes)
    for label in labels.joined() { shares[label] += 1 }
    shares = shares.map { $0 > 0 ? 1 / $0 : 0 }
    var filled = [[Double]](repeating: [Double](repeating: 0, count: classes), count: count)
    var folds = [Int](repeating: 0, count: labels.count)
    // The largest first, so that small ones can even out what these leave uneven.
    let order = rows.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    for (_, rows) in order {
      var own = [Double](repeating: 0, count: classes)
      for label in rows.lazy.flatMap({ labels[$0] }) { own[label] += shares[label] }
      func costs(_ fold: Int) -> Double {
        zip(filled[fold], own).reduce(0) { $0 + $1.1 * (2 * $1.0 + $1.1) }
      }
      let fold = (0..<count).min { costs($0) < costs($1) }!
      for label in 0..<classes { filled[fold][label] += own[label] }
      for row in rows { folds[row] = fold }
    }
    // Groups that share no class cost the same anywhere and may lie together: a fold without rows is none.
    let used = Set(folds).sorted()
    self.count = used.count
    self.folds = folds.map { used.firstIndex(of: $0)! }
  }

  /// Classes that have all their rows in one fold.
  package func classesInOneFold(labels: [[Int]]) -> [Int] {
    var folds: [Int: Set<Int>] = [:]
    for (row, labels) in labels.enumerated() {
      for label in labels { folds[label, default: []].insert(self.folds[row]) }
    }
    return folds.filter { $0.value.count == 1 }.keys.sorted()
  }
}
