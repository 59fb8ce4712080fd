/// A second look at the chunks of RIFF, RF64 and AIFF files: libsndfile silently takes what is
/// there when a header claims more, so that a file cut short would pass for a whole one.
enum DeclaredLength {
  /// What writers to a pipe leave where they cannot know the length: FFmpeg and most others, SoX
  /// and eSpeak, arecord.
  private static let streaming: Set<UInt64> = [0xffff_ffff, 0x7fff_f000, 0x8000_0000]

  /// Bounds the walk through a file of nothing but tiny chunks.
  private static let mostChunks = 1_000

  /// The bytes of samples that the header claims and those present, if it claims more.
  static func excess(_ bytes: SoundBytes) -> (claimed: UInt64, present: UInt64)? {
    let size = UInt64(bytes.size)
    guard let form = words(bytes, at: 0)?.id,
      let byteOrder = ByteOrder(form: form)
    else { return nil }
    let samples = form == fourCC("FORM") ? fourCC("SSND") : fourCC("data")
    var position: UInt64 = 12
    var wide: UInt64?
    for _ in 0..<mostChunks {
      guard let chunk = words(bytes, at: position) else { return nil }
      let length = UInt64(byteOrder == .little ? chunk.second.byteSwapped : chunk.second)
      let content = position + 8
      if chunk.id == samples {
        let claimed = length == 0xffff_ffff ? wide ?? length : length
        let present = size - min(size, content)
        return claimed > present && !streaming.contains(claimed) ? (claimed, present) : nil
      }
      if chunk.id == fourCC("ds64"), let size = words(bytes, at: content + 8) {
        wide = UInt64(size.second.byteSwapped) << 32 | UInt64(size.id.byteSwapped)
      }
      position = content + length + length % 2
    }
    return nil
  }

  private enum ByteOrder {
    case little, big

    init?(form: UInt32) {
      switch form {
      case fourCC("RIFF"), fourCC("RF64"): self = .little
      case fourCC("RIFX"), fourCC("FORM"): self = .big
      default: return nil
      }
    }
  }

  /// Two words of four bytes, big-endian: a chunk's name and length.
  private static func words(
    _ bytes: SoundBytes, at position: UInt64
  ) -> (id: UInt32, second: UInt32)? {
    var words: UInt64 = 0
    guard let offset = Int(exactly: position) else { return nil }
    let count = withUnsafeMutableBytes(of: &words) { bytes.peek(at: offset, into: $0) }
    guard count == 8 else { return nil }
    let ordered = UInt64(bigEndian: words)
    return (UInt32(ordered >> 32), UInt32(truncatingIfNeeded: ordered))
  }

  /// Four characters as the big-endian word that they make in a file.
  private static func fourCC(_ text: StaticString) -> UInt32 {
    text.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
  }
}
