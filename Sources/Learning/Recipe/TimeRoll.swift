import CKernels

/// Each clip rolled by a number of frames of its own.
struct TimeRoll: BatchTransform {
  func apply(to batch: inout Batch, _ draws: Draws) {
    let (bands, frames) = (batch.bands, batch.frames)
    var row = [Float](repeating: 0, count: frames)
    for (place, clip) in batch.clips.enumerated() {
      var stream = draws.ofClip(clip, for: "time roll")
      let shift = stream.uniform(below: frames)
      batch.withClip(place) { ck_roll($0.baseAddress!, &row, bands, frames, shift) }
    }
  }
}
