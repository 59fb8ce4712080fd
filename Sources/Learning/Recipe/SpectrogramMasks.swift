import Numerics

/// A stripe of bands and one of frames set to the mean (SpecAugment, Park and others 2019).
struct SpectrogramMasks: BatchTransform {
  /// The most bands that a stripe covers.
  let bands: Int
  /// The most frames that a stripe covers.
  let frames: Int

  func apply(to batch: inout Batch, _ draws: Draws) {
    let (height, width) = (batch.bands, batch.frames)
    for (place, clip) in batch.clips.enumerated() {
      var stream = draws.ofClip(clip, for: "masks")
      let rows = stripe(of: bands, in: height, &stream)
      let columns = stripe(of: frames, in: width, &stream)
      batch.withClip(place) { values in
        for band in 0..<height {
          let silenced = rows.contains(band) ? 0..<width : columns
          for frame in silenced { values[band * width + frame] = 0 }
        }
      }
    }
  }

  /// 0 to `most` neighbours among `size`.
  private func stripe(of most: Int, in size: Int, _ stream: inout Philox) -> Range<Int> {
    let width = stream.uniform(below: min(most, size) + 1)
    let start = stream.uniform(below: size - width + 1)
    return start..<start + width
  }
}
