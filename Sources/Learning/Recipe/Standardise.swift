import CKernels

/// (x − mean) / deviation
struct Standardise: BatchTransform {
  let standardisation: Standardisation

  init(by standardisation: Standardisation) { self.standardisation = standardisation }

  func apply(to batch: inout Batch, _ draws: Draws) {
    let count = batch.inputs.count
    ck_standardise(&batch.inputs, count, standardisation.mean, standardisation.deviation)
  }
}
