/// Makes the targets of the labels, a share of each spread over all classes (Szegedy and others 2016).
struct LabelSmoothing: BatchTransform {
  let share: Float
  let classes: Int

  func apply(to batch: inout Batch, _ draws: Draws) {
    batch.targets = [Float](repeating: share / Float(classes), count: batch.clips.count * classes)
    for (place, labels) in batch.labels.enumerated() {
      for (label, weight) in labels {
        batch.targets[place * classes + label] += (1 - share) * weight
      }
    }
  }
}
