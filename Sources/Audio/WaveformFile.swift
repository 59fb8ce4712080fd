import Glibc

/// Mono float32 WAV files (`WAVE_FORMAT_IEEE_FLOAT`), which any player opens: one form, so that the
/// same samples make the same bytes, and so that reading them back takes no decoder.
public enum WaveformFile {
  /// Bytes before the samples.
  public static let headerSize = 58

  /// What goes before the samples, whose full scale is ±1, in their file; the rate is in Hz.
  public static func header(sampleCount: Int, sampleRate: Int) -> [UInt8] {
    precondition(sampleCount <= longest, "a WAV file holds at most 2^30 - 64 samples")
    let dataSize = 4 * sampleCount
    let ieeeFloat = 3
    return text("RIFF") + little(headerSize - 8 + dataSize) + text("WAVE")
      + text("fmt ") + little(18) + little(ieeeFloat, 2) + little(1, 2) + little(sampleRate)
      + little(4 * sampleRate) + little(4, 2) + little(32, 2) + little(0, 2)
      + text("fact") + little(4) + little(sampleCount) + text("data") + little(dataSize)
  }

  /// Replaces `samples` by those of a file with such a header, and returns their rate in Hz.
  ///
  /// - Throws: `AudioFault` `missing`, `unreadable`, or `not-audio` for any other form or length.
  @discardableResult
  public static func read(path: String, into samples: inout [Float]) throws(AudioFault) -> Int {
    let name = path.printable
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw AudioFile.openFault(errno, name) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: headerSize)
    let foreign = AudioFault(
      .notAudio, "The file \(name) is not a whole mono float32 waveform of the cache; remove it.")
    var status = stat()
    guard fstat(descriptor, &status) == 0, Glibc.read(descriptor, &bytes, headerSize) == headerSize
    else { throw foreign }
    let sampleRate = Int(word(bytes, at: 24))
    let count = (Int(status.st_size) - headerSize) / 4
    guard count <= longest, bytes == header(sampleCount: count, sampleRate: sampleRate),
      Int(status.st_size) == headerSize + 4 * count
    else { throw foreign }
    if samples.count != count { samples = [Float](repeating: 0, count: count) }
    let isWhole = samples.withUnsafeMutableBytes { memory in
      var filled = 0
      while filled < memory.count {
        let more = Glibc.read(descriptor, memory.baseAddress! + filled, memory.count - filled)
        if more <= 0 { return false }
        filled += more
      }
      return true
    }
    guard isWhole else { throw foreign }
    return sampleRate
  }

  /// Beyond this the sizes do not fit their 32 bits.
  private static let longest = (1 << 30) - 64

  private static func text(_ text: StaticString) -> [UInt8] { text.withUTF8Buffer { Array($0) } }

  private static func little(_ value: Int, _ size: Int = 4) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func word(_ bytes: [UInt8], at place: Int) -> UInt32 {
    bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
