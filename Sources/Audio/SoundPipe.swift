/// Sound that comes in while it sounds, as from a microphone: a WAV file whose length nobody knows yet, or
/// bare 16-bit samples. It is heard once, and ends where its writer ends or `stops` says so.
package struct SoundPipe: FrameSource, ~Copyable {
  /// Bare samples: little-endian integers of 16 bits, interleaved.
  package struct RawForm: Hashable, Sendable {
    package let sampleRate: Int
    package let channels: Int

    /// `48000x2`: frames a second, and channels.
    package init?(_ text: String) {
      let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let rate = parts[0], let channels = parts[1],
        AudioFile.sampleRates.contains(rate), Self.channelCounts.contains(channels)
      else { return nil }
      (sampleRate, self.channels) = (rate, channels)
    }

    static let channelCounts = 1...1024
  }

  /// Its number of frames is 0: it is not known.
  package let header: AudioHeader
  package var isPCM16: Bool { coding == .pcm16 }
  private let name: String
  private let coding: Coding
  private var bytes: ByteStream
  /// Bytes of samples that are still to come; nil: until the end.
  private var left: Int?

  /// - Parameters:
  ///   - descriptor: Where it comes from; it stays open.
  ///   - raw: What bare samples are; nil: a WAV file.
  ///   - stops: Asked when a signal came while nothing was heard.
  /// - Throws: `AudioFault` `empty`, `not-audio` or `unreadable`.
  package init(
    descriptor: Int32, name: String, raw: RawForm?, stops: @escaping () -> Bool
  ) throws(AudioFault) {
    self.name = name
    bytes = ByteStream(descriptor: descriptor, name: name, stops: stops)
    if let raw {
      coding = .pcm16
      left = nil
      header = AudioHeader(
        sampleRate: raw.sampleRate, channels: raw.channels, frames: 0, encoding: "RAW PCM_16")
    } else {
      let form = try WaveStart(reading: &bytes, name: name)
      (coding, left) = (form.coding, form.byteCount)
      header = AudioHeader(
        sampleRate: form.sampleRate, channels: form.channels, frames: 0,
        encoding: "WAV \(form.coding)")
    }
  }

  /// How a sample is written.
  enum Coding: String, CustomStringConvertible {
    case pcm16 = "PCM_16"
    case pcm24 = "PCM_24"
    case pcm32 = "PCM_32"
    case float32 = "FLOAT"

    /// By WAV's number of the format and its bits.
    init?(tag: Int, bits: Int) {
      switch (tag, bits) {
      case (1, 16): self = .pcm16
      case (1, 24): self = .pcm24
      case (1, 32): self = .pcm32
      case (3, 32): self = .float32
      default: return nil
      }
    }

    var size: Int { self == .pcm16 ? 2 : self == .pcm24 ? 3 : 4 }
    var description: String { rawValue }
  }

  package mutating func read(
    shorts: UnsafeMutablePointer<Int16>, frames: Int
  ) throws(AudioFault) -> Int {
    try take(frames) { bytes in
      for index in 0..<bytes.count / 2 {
        shorts[index] = Int16(
          littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))
      }
    }
  }

  package mutating func read(
    floats: UnsafeMutablePointer<Float>, frames: Int
  ) throws(AudioFault) -> Int {
    let coding = coding
    let count = try take(frames) { bytes in
      for index in 0..<bytes.count / coding.size { floats[index] = coding.level(bytes, index) }
    }
    for place in 0..<count * header.channels where !(abs(floats[place]) <= AudioFile.loudest) {
      throw AudioFault(
        .notFinite,
        "A sample of \(name) is \(floats[place]), expected samples near full scale, which is ±1.")
    }
    return count
  }

  /// - Throws: Always: what has sounded is gone.
  package mutating func rewind() throws(AudioFault) {
    throw AudioFault(
      .unreadable,
      "What comes from \(name) can be heard once, but segment.channels loudest hears all of it before it "
        + "chooses a channel; save it as a file, or train with another segment.channels.")
  }

  /// At least one frame, unless it is the end.
  private mutating func take(
    _ frames: Int, _ use: (UnsafeRawBufferPointer) -> Void
  ) throws(AudioFault) -> Int {
    let size = coding.size * header.channels
    let most = min(frames, left.map { $0 / size } ?? .max)
    guard most > 0 else { return 0 }
    let count = try bytes.take(upTo: most, of: size, use)
    if let known = left { left = known - count * size }
    return count
  }
}

extension SoundPipe.Coding {
  fileprivate func level(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Float {
    let place = size * index
    switch self {
    case .pcm16:
      return Float(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int16.self)))
        / 32_768
    case .pcm24:
      let high = Int32(Int8(bitPattern: bytes[place + 2])) << 16
      let value = high | Int32(bytes[place + 1]) << 8 | Int32(bytes[place])
      return Float(value) / 8_388_608
    case .pcm32:
      let value = Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self))
      return Float(Double(value) / 2_147_483_648)
    case .float32:
      return Float(
        bitPattern: UInt32(
          littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
    }
  }
}
