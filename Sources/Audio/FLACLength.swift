/// FLAC says in its first block how long it is, and libsndfile reads no further than that. Given the
/// same bytes without a length it reads to the end, which shows whether the length is true.
struct FLACLength {
  /// As claimed; nil where the file does not say.
  let frames: Int?
  /// What libsndfile is given to read.
  let bytes: SoundBytes

  /// Nil where the file is no FLAC.
  init?(_ bytes: SoundBytes) {
    guard bytes.holds("fLaC", at: 0) else { return nil }
    var head = bytes.bytes(at: 0, count: 26)
    guard head.count == 26, head[4] & 0x7f == 0 else { return nil }
    // 36 bits, four of them beside others.
    let claimed = head[21..<26].reduce(0) { $0 << 8 | Int($1) } & 0xf_ffff_ffff
    frames = claimed > 0 ? claimed : nil
    head.replaceSubrange(21..<26, with: [head[21] & 0xf0, 0, 0, 0, 0])
    self.bytes = bytes.part(26..<bytes.size, behind: head)
  }
}
