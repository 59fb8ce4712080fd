/// Targets times weights of their classes, as torch's `cross_entropy` takes them.
struct ClassWeights: BatchTransform {
  /// Clips over classes times the class's clips, as scikit-learn's `balanced`; 0 of a class without a clip.
  let weights: [Float]

  init(labels: [Int], classes: Int) {
    var counts = [Int](repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    let present = counts.count { $0 > 0 }
    weights = counts.map { $0 > 0 ? Float(labels.count) / Float(present * $0) : 0 }
  }

  func apply(to batch: inout Batch, _ draws: Draws) {
    for index in batch.targets.indices { batch.targets[index] *= weights[index % weights.count] }
  }
}
