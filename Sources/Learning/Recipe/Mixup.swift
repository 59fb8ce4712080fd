import CKernels

/// Every clip mixed with another of the batch, by a weight that the whole batch shares (Zhang and
/// others 2018).
struct Mixup: BatchTransform {
  /// The weight is of Beta(concentration, concentration).
  let concentration: Double

  func apply(to batch: inout Batch, _ draws: Draws) {
    var stream = draws.ofBatch(for: "mixup")
    let weight = Float(stream.beta(concentration))
    let partners = stream.permutation(batch.clips.count)
    let (clips, labels, size) = (batch.inputs, batch.labels, batch.valuesPerClip)
    for (place, partner) in partners.enumerated() {
      clips.withUnsafeBufferPointer { clips in
        batch.withClip(place) { mixed in
          ck_mix(
            clips.baseAddress! + place * size, clips.baseAddress! + partner * size,
            mixed.baseAddress!, size, weight)
        }
      }
      batch.labels[place] =
        labels[place].map { ($0.label, $0.share * weight) }
        + labels[partner].map { ($0.label, $0.share * (1 - weight)) }
    }
  }
}
