/// How the samples of a waveform are written, and what goes before them.
enum WaveformForm {
  case pcm16, float32

  /// The longest header, in bytes.
  static let largestHeader = float32.headerSize
  /// Samples; the sizes of more do not fit their 32 bits.
  static let longest = (1 << 30) - 64

  /// The form that the header at the start of a file claims; nil if it is neither.
  init?(ofFileWith start: [UInt8]) {
    switch littleEndian(start[20..<22]) {
    case Self.pcm16.tag: self = .pcm16
    case Self.float32.tag: self = .float32
    default: return nil
    }
  }

  /// Bytes of a sample.
  var sampleSize: Int { self == .pcm16 ? 2 : 4 }
  /// Bytes before the samples.
  var headerSize: Int { self == .pcm16 ? 44 : 58 }

  func size(sampleCount: Int) -> Int { headerSize + sampleSize * sampleCount }

  /// What goes before the samples; the rate is in Hz.
  func header(sampleCount: Int, sampleRate: Int) -> [UInt8] {
    precondition(sampleCount <= Self.longest, "a WAV file holds at most 2^30 - 64 samples")
    let dataSize = sampleSize * sampleCount
    let format =
      little(tag, 2) + little(1, 2) + little(sampleRate) + little(sampleSize * sampleRate)
      + little(sampleSize, 2) + little(8 * sampleSize, 2)
    // Other forms than PCM have the size of an extension, and their length once more.
    let rest = self == .pcm16 ? [] : little(0, 2) + text("fact") + little(4) + little(sampleCount)
    let formatSize = self == .pcm16 ? 16 : 18
    return text("RIFF") + little(headerSize - 8 + dataSize) + text("WAVE")
      + text("fmt ") + little(formatSize) + format + rest + text("data") + little(dataSize)
  }

  /// `WAVE_FORMAT_PCM`, `WAVE_FORMAT_IEEE_FLOAT`.
  private var tag: Int { self == .pcm16 ? 1 : 3 }
}

private func text(_ text: StaticString) -> [UInt8] { text.withUTF8Buffer { Array($0) } }

private func little(_ value: Int, _ size: Int = 4) -> [UInt8] {
  (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

func littleEndian(_ bytes: ArraySlice<UInt8>) -> Int {
  bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
}
