/// What gives the frames of one stream of sound.
protocol FrameDecoder: AnyObject {
  /// Hz.
  var sampleRate: Int { get }
  var channels: Int { get }
  /// How many frames the stream has, as far as that is known without decoding it.
  var frames: Int { get }
  /// Container and encoding: `MPEG MPEG_LAYER_III`.
  var encoding: String { get }
  /// Whether samples may be read as 16-bit integers.
  var isPCM16: Bool { get }

  /// Decodes up to that many interleaved frames; 0 at the end.
  func read(floats: UnsafeMutablePointer<Float>, frames: Int) -> Int
  func read(shorts: UnsafeMutablePointer<Int16>, frames: Int) -> Int

  /// Goes where reading on gives bit for bit what reading from the start gives there.
  func seek(to frame: Int)
}

extension FrameDecoder {
  func read(shorts: UnsafeMutablePointer<Int16>, frames: Int) -> Int {
    preconditionFailure("only streams of 16-bit integers are read as such")
  }

  /// Decodes that many frames, or all there are, to no purpose; returns how many they were.
  func skip(_ count: Int) -> Int {
    let most = max(1, 65_536 / channels)
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: most * channels) { block in
      var skipped = 0
      while skipped < count {
        let more = read(floats: block.baseAddress!, frames: min(most, count - skipped))
        if more <= 0 { break }
        skipped += more
      }
      return skipped
    }
  }
}
