/// What gives a sound's frames one after the other, as far as mixing and resampling ask: a file, or what
/// comes in while it sounds.
package protocol FrameSource: ~Copyable {
  var header: AudioHeader { get }
  /// Whether samples may be read as 16-bit integers.
  var isPCM16: Bool { get }

  /// Gives up to `frames` interleaved frames of 16-bit samples; 0 at the end.
  mutating func read(shorts: UnsafeMutablePointer<Int16>, frames: Int) throws(AudioFault) -> Int
  /// Gives up to `frames` interleaved frames, full scale ±1; 0 at the end.
  mutating func read(floats: UnsafeMutablePointer<Float>, frames: Int) throws(AudioFault) -> Int
  /// Gives the same frames again.
  mutating func rewind() throws(AudioFault)
}
