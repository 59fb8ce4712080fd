/// The power spectra of real frames, windowed, sixteen frames at a time.
package protocol PowerSpectrum: AnyObject {
  /// The samples that are read of each frame: as many as the window has, or a few more.
  var reach: Int { get }

  /// The power of the `size / 2 + 1` bins of `Lanes.count` frames: `power`, `[bins, lanes]`, on a
  /// border of 64 bytes.
  func power(
    of frames: UnsafePointer<UnsafePointer<Float>>, into power: UnsafeMutablePointer<Float>)
}

/// The lanes of a vector.
package enum Lanes {
  /// The frames that are transformed at once, each in one lane.
  package static let count = 16
}
