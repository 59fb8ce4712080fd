extension Probe {
  /// What probes say of rows that neither they nor the choice of their penalty have seen: nested
  /// cross-validation, group by group.
  ///
  /// - Parameters:
  ///   - embeddings: `[rows, features]`
  ///   - groups: Each row's recording.
  /// - Returns: `[rows, classes]`; nil where all rows are of one group.
  /// - Throws: `TrainingError`.
  public static func heldOutProbabilities(
    _ embeddings: [Float], labels: ProbeLabels, groups: [String]
  ) throws -> [Float]? {
    let folds = GroupedFolds(labels: labels.rows, groups: groups)
    guard folds.count > 1 else { return nil }
    let features = embeddings.count / labels.count
    func rows(_ indices: [Int]) -> [Float] {
      indices.flatMap { embeddings[$0 * features..<($0 + 1) * features] }
    }
    var result = [Float](repeating: 0, count: labels.count * labels.classes)
    for fold in 0..<folds.count {
      let learned = folds.folds.indices.filter { folds.folds[$0] != fold }
      let heldOut = folds.folds.indices.filter { folds.folds[$0] == fold }
      let probe = try Probe(
        rows(learned), labels: labels.only(learned), groups: learned.map { groups[$0] },
        inversePenalty: nil)
      let probabilities = probe.probabilities(of: rows(heldOut))
      for (place, row) in heldOut.enumerated() {
        for label in 0..<labels.classes {
          result[row * labels.classes + label] = probabilities[place * labels.classes + label]
        }
      }
    }
    return result
  }
}
