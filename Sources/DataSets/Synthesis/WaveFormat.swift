/// How a WAV file holds its samples.
public struct WaveFormat: Hashable, Sendable {
  public enum Encoding: Hashable, Sendable {
    case unsigned8, pcm16, pcm24, float32

    public var bytesPerSample: Int {
      switch self {
      case .unsigned8: 1
      case .pcm16: 2
      case .pcm24: 3
      case .float32: 4
      }
    }
  }

  /// Hz.
  public let sampleRate: Int
  public let channels: Int
  public let encoding: Encoding

  public init(sampleRate: Int, channels: Int, encoding: Encoding) {
    self.sampleRate = sampleRate
    self.channels = channels
    self.encoding = encoding
  }

  /// The size of a WAV file of so many frames, header included.
  public func byteCount(frames: Int) -> Int {
    let data = frames * channels * encoding.bytesPerSample
    return 12 + 8 + formatChunkSize + (encoding == .float32 ? 12 : 0) + 8 + data + data % 2
  }

  private var formatChunkSize: Int {
    switch encoding {
    case .unsigned8, .pcm16: 16
    case .float32: 18
    case .pcm24: 40
    }
  }

  /// A WAV file of interleaved samples, full scale ±1; what lies beyond is clipped, and
  /// what is not a number is full scale. Samples that fill no frame are left out.
  public func wavBytes(_ samples: [Float]) -> [UInt8] {
    let frames = samples.count / channels
    let header = header(frames: frames)
    let size = byteCount(frames: frames)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      bytes.copyBytes(from: header)
      bytes[size - 1] = 0  // the padding of an odd number of data bytes
      store(
        samples.prefix(frames * channels),
        in: UnsafeMutableRawBufferPointer(rebasing: bytes[header.count...]))
      count = size
    }
  }

  private func store(_ samples: ArraySlice<Float>, in bytes: UnsafeMutableRawBufferPointer) {
    switch encoding {
    case .unsigned8:
      for (i, sample) in samples.enumerated() {
        bytes[i] = UInt8(128 + Self.quantized(sample, scale: 127))
      }
    case .pcm16:
      for (i, sample) in samples.enumerated() {
        let value = Int16(truncatingIfNeeded: Self.quantized(sample, scale: 32_767))
        bytes.storeBytes(of: value.littleEndian, toByteOffset: 2 * i, as: Int16.self)
      }
    case .pcm24:
      for (i, sample) in samples.enumerated() {
        let value = Self.quantized(sample, scale: 8_388_607)
        let low = Int16(truncatingIfNeeded: value)
        bytes.storeBytes(of: low.littleEndian, toByteOffset: 3 * i, as: Int16.self)
        bytes[3 * i + 2] = UInt8(truncatingIfNeeded: value >> 16)
      }
    case .float32:
      for (i, sample) in samples.enumerated() {
        bytes.storeBytes(
          of: sample.bitPattern.littleEndian, toByteOffset: 4 * i, as: UInt32.self)
      }
    }
  }

  /// The nearest whole number, without the call into libm that `rounded()` costs.
  @inline(__always)
  private static func quantized(_ sample: Float, scale: Float) -> Int32 {
    let value = max(-1, min(1, sample)) * scale
    return Int32(value + (value < 0 ? -0.5 : 0.5))
  }
}

extension WaveFormat {
  /// All that precedes the samples: format, for floats the number of frames, the size of the data.
  private func header(frames: Int) -> [UInt8] {
    var bytes = LittleEndianBytes()
    bytes.append("RIFF")
    bytes.append(UInt32(byteCount(frames: frames) - 8))
    bytes.append("WAVE")
    appendFormatChunk(to: &bytes)
    if encoding == .float32 {
      bytes.append("fact")
      bytes.append(UInt32(4))
      bytes.append(UInt32(frames))
    }
    bytes.append("data")
    bytes.append(UInt32(frames * channels * encoding.bytesPerSample))
    return bytes.bytes
  }

  private func appendFormatChunk(to bytes: inout LittleEndianBytes) {
    let (pcm, ieeeFloat, extensible) = (UInt16(1), UInt16(3), UInt16(0xFFFE))
    let frameSize = channels * encoding.bytesPerSample
    let bits = UInt16(8 * encoding.bytesPerSample)
    bytes.append("fmt ")
    bytes.append(UInt32(formatChunkSize))
    switch encoding {
    case .unsigned8, .pcm16: bytes.append(pcm)
    case .pcm24: bytes.append(extensible)
    case .float32: bytes.append(ieeeFloat)
    }
    bytes.append(UInt16(channels))
    bytes.append(UInt32(sampleRate))
    bytes.append(UInt32(sampleRate * frameSize))
    bytes.append(UInt16(frameSize))
    bytes.append(bits)
    if encoding == .float32 {
      bytes.append(UInt16(0))
    } else if encoding == .pcm24 {
      let speakers: UInt32 = channels == 1 ? 0x4 : 0x3  // front centre; front left and right
      bytes.append(UInt16(22))
      bytes.append(bits)
      bytes.append(speakers)
      bytes.append(pcm)
      // The rest of KSDATAFORMAT_SUBTYPE_PCM.
      bytes.bytes += [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    }
  }
}

private struct LittleEndianBytes {
  var bytes: [UInt8] = []

  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
