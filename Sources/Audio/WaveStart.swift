/// What comes before the samples of a WAV file.
struct WaveStart {
  let coding: SoundPipe.Coding
  let sampleRate: Int
  let channels: Int
  /// Nil where the header does not know it: programs that record write 0, or the most they can.
  let byteCount: Int?

  /// Header fields that mean "until I stop".
  private static let longest = 0x7fff_0000

  init(reading bytes: inout ByteStream, name: String) throws(AudioFault) {
    func fault(_ found: String) -> AudioFault {
      AudioFault(
        .notAudio,
        "What comes from \(name) \(found), expected a WAV file of 16, 24 or 32 bits; for bare samples of 16 "
          + "bits say --raw RATExCHANNELS, as in --raw 48000x2.")
    }
    let start = try bytes.take(12)
    guard !start.isEmpty else {
      throw AudioFault(.empty, "Nothing comes from \(name): it ended without a byte.")
    }
    guard start.count == 12, start.starts(with: Array("RIFF".utf8)),
      start[8...].elementsEqual(Array("WAVE".utf8))
    else { throw fault("does not begin as a WAV file") }
    var format: [UInt8] = []
    for _ in 0..<SampleChunk.mostChunks {
      let head = try bytes.take(8)
      guard head.count == 8 else { break }
      let size = littleEndian(head[4...])
      if head.starts(with: Array("data".utf8)) {
        try self.init(format, size: size, fault)
        return
      }
      let content = try bytes.take(size + size % 2, keeping: 40)
      if head.starts(with: Array("fmt ".utf8)) { format = content }
    }
    throw fault("has no samples")
  }

  private init(
    _ format: [UInt8], size: Int, _ fault: (String) -> AudioFault
  ) throws(AudioFault) {
    guard format.count >= 16 else { throw fault("does not say what its samples are") }
    var tag = littleEndian(format[0..<2])
    // WAVE_FORMAT_EXTENSIBLE has the number of the format further back.
    if tag == 0xfffe, format.count >= 26 { tag = littleEndian(format[24..<26]) }
    (channels, sampleRate) = (littleEndian(format[2..<4]), littleEndian(format[4..<8]))
    let bits = littleEndian(format[14..<16])
    guard let coding = SoundPipe.Coding(tag: tag, bits: bits) else {
      throw fault("has samples of format \(tag) with \(bits) bits")
    }
    guard SoundPipe.RawForm.channelCounts.contains(channels),
      AudioFile.sampleRates.contains(sampleRate)
    else { throw fault("claims \(channels) channels at \(sampleRate) Hz") }
    self.coding = coding
    byteCount = size == 0 || size >= Self.longest ? nil : size
  }
}
