import Numerics

/// A batch as the network takes it.
package struct Batch: Sendable {
  /// The clips' numbers among the examples.
  let clips: [Int]
  let bands: Int
  let frames: Int
  /// `[batch, bands, frames]`
  package var inputs: [Float]
  /// The classes of each clip, each with its share.
  var labels: [[(label: Int, share: Float)]]
  /// Soft labels `[batch, classes]`.
  package var targets: [Float] = []
  /// What each dropout multiplies its features by, `[batch, features]`.
  package var dropout: [[Float]] = []

  var valuesPerClip: Int { bands * frames }

  /// The values of the clip at a place in the batch.
  mutating func withClip(_ place: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    let range = place * valuesPerClip..<(place + 1) * valuesPerClip
    inputs.withUnsafeMutableBufferPointer { body(UnsafeMutableBufferPointer(rebasing: $0[range])) }
  }
}

/// Something that is done to every batch.
protocol BatchTransform: Sendable {
  func apply(to batch: inout Batch, _ draws: Draws)
}

/// The random numbers of a step, each by what it is for, so that a batch is the same whatever was made
/// before it.
struct Draws {
  let seed: UInt64
  /// From 1.
  let epoch: Int
  /// From 0, within the epoch.
  let step: Int

  /// Those of a clip, in whichever batch it is.
  func ofClip(_ clip: Int, for purpose: Philox.Purpose) -> Philox {
    Philox(seed: seed, purpose: purpose, epoch: epoch, clip: clip)
  }

  func ofBatch(for purpose: Philox.Purpose) -> Philox {
    Philox(seed: seed, purpose: purpose, epoch: epoch, clip: step)
  }
}
