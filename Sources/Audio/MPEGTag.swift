/// What encoders say of a stream of MPEG audio in a first frame that bears no sound: the tag of Xing, which
/// LAME and FFmpeg write too.
struct MPEGTag {
  /// Frames that follow; nil where it does not say.
  private(set) var frames: Int?
  /// Samples that the encoder put before the sound and after it; nil where it does not say.
  private(set) var padding: (before: Int, after: Int)?

  /// Nil where the frame is one of sound.
  init?(_ bytes: SoundBytes, at place: Int, _ header: MPEGFrameHeader) {
    guard header.form.layer == 3 else { return nil }
    for checksum in header.isProtected ? [0, 2] : [0] {
      let start = place + 4 + checksum + header.form.sideInformation
      guard bytes.holds("Xing", at: start) || bytes.holds("Info", at: start) else { continue }
      let tag = bytes.bytes(at: start, count: min(160, place + header.size - start))
      guard tag.count >= 8 else { return }
      let flags = tag[7]
      var next = 8
      if flags & 1 != 0, tag.count >= next + 4 {
        frames = tag[next..<next + 4].reduce(0) { $0 << 8 | Int($1) }
      }
      for (bit, size) in [(1, 4), (2, 4), (4, 100), (8, 4)] as [(UInt8, Int)]
      where flags & bit != 0 {
        next += size
      }
      // The encoder's name comes first, and two numbers of twelve bits after 21 bytes.
      if tag.count >= next + 24, tag[next] != 0 {
        let numbers = tag[next + 21..<next + 24].reduce(0) { $0 << 8 | Int($1) }
        padding = (numbers >> 12, numbers & 0xfff)
      }
      return
    }
    return nil
  }
}
