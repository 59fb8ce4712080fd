import Numerics

/// What each dropout multiplies its features by: 0, or 1 over the share that stays.
struct DropoutMasks: BatchTransform {
  let features: [Int]
  /// Of the features that are dropped.
  let share: Double

  func apply(to batch: inout Batch, _ draws: Draws) {
    batch.dropout = features.enumerated().map { index, features in
      let count = batch.clips.count * features
      guard share > 0 else { return [Float](repeating: 1, count: count) }
      let purpose = index == 0 ? "dropout" : "dropout \(index + 1)"
      var stream = draws.ofBatch(for: Philox.Purpose(stringLiteral: purpose))
      let kept = Float(1 / (1 - share))
      return (0..<count).map { _ in stream.uniform() < share ? 0 : kept }
    }
  }
}
