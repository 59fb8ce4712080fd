import DataSets
import Foundation
import Testing

@Suite struct WaveFormatTests {
  private let samples: [Float] = [0, 1, -1, 0.5, 2, -0.25]

  @Test func sixteenBitsMonoByteForByte() {
    let format = WaveFormat(sampleRate: 11_025, channels: 1, encoding: .pcm16)
    #expect(
      format.wavBytes([0, 1, -1, 0.5]) == [
        0x52, 0x49, 0x46, 0x46, 44, 0, 0, 0, 0x57, 0x41, 0x56, 0x45,  // RIFF, size, WAVE
        0x66, 0x6D, 0x74, 0x20, 16, 0, 0, 0,  // fmt
        1, 0, 1, 0, 0x11, 0x2B, 0, 0, 0x22, 0x56, 0, 0, 2, 0, 16, 0,
        0x64, 0x61, 0x74, 0x61, 8, 0, 0, 0,  // data
        0, 0, 0xFF, 0x7F, 0x01, 0x80, 0, 0x40,
      ])
  }

  @Test func beyondFullScaleIsClipped() {
    func data(_ encoding: WaveFormat.Encoding) -> [UInt8] {
      let format = WaveFormat(sampleRate: 8000, channels: 1, encoding: encoding)
      return format.wavBytes(samples).suffix(samples.count * encoding.bytesPerSample)
    }
    #expect(data(.unsigned8) == [128, 255, 1, 192, 255, 96])
    #expect(
      data(.pcm24) == [
        0, 0, 0, 0xFF, 0xFF, 0x7F, 1, 0, 0x80, 0, 0, 0x40, 0xFF, 0xFF, 0x7F, 0, 0, 0xE0,
      ])
    #expect(data(.float32) == samples.flatMap { withUnsafeBytes(of: $0.bitPattern, Array.init) })
  }

  @Test func aFrameThatIsNotWholeIsLeftOut() {
    let format = WaveFormat(sampleRate: 8000, channels: 2, encoding: .pcm16)
    #expect(format.wavBytes([0, 1, 0.5]) == format.wavBytes([0, 1]))
  }

  @Test(arguments: [Float.nan, .infinity, 1e30])
  func whatNoIntegerHoldsIsFullScale(sample: Float) {
    let format = WaveFormat(sampleRate: 8000, channels: 1, encoding: .pcm16)
    #expect(format.wavBytes([sample]).suffix(2) == [0xFF, 0x7F])
  }

  @Test func anOddNumberOfBytesIsPadded() {
    let format = WaveFormat(sampleRate: 8000, channels: 1, encoding: .unsigned8)
    let bytes = format.wavBytes([0, 0, 0])
    #expect(bytes.count == 48 && bytes.last == 0)
    #expect(bytes[4] == 40 && bytes[40] == 3)
  }

  @Test(
    arguments: [
      WaveFormat.Encoding.unsigned8, .pcm16, .pcm24, .float32,
    ], [1, 2])
  func theSizeIsKnownBeforehand(encoding: WaveFormat.Encoding, channels: Int) {
    let format = WaveFormat(sampleRate: 48_000, channels: channels, encoding: encoding)
    let bytes = format.wavBytes(samples)
    #expect(bytes.count == format.byteCount(frames: samples.count / channels))
    let riffSize = bytes[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(riffSize == bytes.count - 8)
  }

  private static let originals = TestFiles.package.appending(
    path: "../shared/data/urbansound8k-original/audio"
  ).standardizedFileURL

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: Self.originals.path),
      "needs ../shared/data/urbansound8k-original"),
    arguments: [("fold1/103074-7-2-0.wav", 2), ("fold1/118101-3-0-0.wav", 1)])
  func twentyFourBitsHaveTheFormatChunkOfARealClip(name: String, channels: Int) throws {
    let real = try Data(contentsOf: Self.originals.appending(path: name))
    let ours = WaveFormat(sampleRate: 48_000, channels: channels, encoding: .pcm24)
      .wavBytes(samples)
    let chunk = try #require(real.firstRange(of: Data("fmt ".utf8))).lowerBound
    #expect(Array(real[chunk..<chunk + 48]) == Array(ours[12..<60]))
  }
}
