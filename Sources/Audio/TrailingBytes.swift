/// What lies behind the samples of a file.
struct TrailingBytes {
  private let bytes: SoundBytes
  private let form: SampleChunk.Form?

  /// - Parameter form: Whose chunks may lie there; nil: none.
  init(_ bytes: SoundBytes, _ form: SampleChunk.Form?) {
    self.bytes = bytes
    self.form = form == .au || form == .littleAU ? nil : form
  }

  /// As many bytes of anything are no loss: less than a fiftieth of a second in most files.
  private static let mostGarbage = 1_024

  /// Names of chunks whose lengths are often wrong.
  private static let metadata: Set<String> = [
    "LIST", "INFO", "id3 ", "ID3 ", "bext", "iXML", "axml", "_PMX", "JUNK", "junk", "PAD ", "FLLR",
    "fact", "PEAK", "cue ", "smpl", "inst", "ANNO", "NAME", "AUTH", "free", "uuid", "info", "peak",
  ]

  /// Chunks of samples and the first bytes of files.
  private static let sounds: Set<String> = [
    "data", "SSND", "RIFF", "RIFX", "RF64", "FORM", ".snd", "caff", "fLaC", "OggS",
  ]

  /// Whether there is nothing from there on but metadata.
  func areMetadata(from place: Int) -> Bool { endOfMetadata(from: place) == bytes.size }

  /// Whether there is nothing from there on but metadata, digital silence and a little garbage.
  func areNoSound(from place: Int) -> Bool {
    let end = endOfMetadata(from: place)
    let isGarbage = bytes.size - end <= Self.mostGarbage && !startsSound(at: end)
    return isGarbage || isSilent(from: end)
  }

  private func endOfMetadata(from place: Int) -> Int {
    var place = place
    for _ in 0..<SampleChunk.mostChunks where place < bytes.size {
      if bytes.holds("TAG", at: place) || bytes.holds("ID3", at: place)
        || bytes.holds("APETAGEX", at: place)
      {
        return bytes.size
      }
      guard let next = endOfChunk(at: place) ?? endOfChunk(at: place + 1) else { break }
      place = next
    }
    return min(place, bytes.size)
  }

  private func startsSound(at place: Int) -> Bool {
    Self.sounds.contains(String(decoding: bytes.bytes(at: place, count: 4), as: UTF8.self))
  }

  /// The end of a chunk of metadata that begins there; nil where none does.
  private func endOfChunk(at place: Int) -> Int? {
    guard let form, let chunk = Chunk(form, bytes, at: place), let end = chunk.next,
      chunk.name.utf8.count == 4, chunk.name.utf8.allSatisfy({ 0x20..<0x7f ~= $0 }),
      !Self.sounds.contains(chunk.name) || chunk.length == 0
    else { return nil }
    // The last byte is often left out where a length is odd.
    if end <= bytes.size + 1 { return end }
    return Self.metadata.contains(chunk.name) ? bytes.size : nil
  }

  private func isSilent(from place: Int) -> Bool {
    var place = place
    while place < bytes.size {
      let block = bytes.bytes(at: place, count: 1 << 16)
      if block.isEmpty { return true }
      if block.contains(where: { $0 != 0 }) { return false }
      place += block.count
    }
    return true
  }
}
