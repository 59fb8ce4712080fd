import Audio
import CSndfile
import Foundation
import TestSupport
import Testing

@Suite struct WaveformFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let headers = (pcm16: 44, float32: 58)

  /// What the file of these samples takes; they are read back from it bit for bit.
  private func roundTrip(_ samples: [Float], into before: [Float] = []) throws -> Int {
    let bytes = WaveformFile.bytes(samples, sampleRate: 22_050)
    let file = try folder.write(bytes, to: "a.wav")
    var found = before
    #expect(try WaveformFile.read(path: file, into: &found) == 22_050)
    // Compared apart, for a difference of long arrays takes minutes to print.
    let isSame = found.map(\.bitPattern) == samples.map(\.bitPattern)
    #expect(isSame)
    return bytes.count
  }

  @Test(arguments: [0, 1, 2, 511, 512, 513, 88_200]) func readsWhatItWrote(count: Int) throws {
    let noise = noise(count)
    for before in [[], noise, [1, 2, 3]] {
      let size = try roundTrip(wholeSteps(noise), into: before)
      #expect(size == Self.headers.pcm16 + 2 * count)
      guard count > 0 else { continue }
      #expect(try roundTrip(noise, into: before) == Self.headers.float32 + 4 * count)
    }
  }

  @Test func everyStepTakesSixteenBits() throws {
    let steps = (Int(Int16.min)...Int(Int16.max)).map { Float($0) / 32_768 }
    #expect(try roundTrip(steps) == Self.headers.pcm16 + 2 * steps.count)
  }

  /// In the first block, at its end, after it, and at the end of a last one that is not full.
  @Test(
    arguments: [
      -0.0, 0.5 / 32_768, -0.5 / 32_768, 32_766.5 / 32_768, 1, 32_767.5 / 32_768, -32_769 / 32_768,
      1e9, -1e9, .leastNonzeroMagnitude, .nan, -.nan, .infinity, -.infinity,
    ] as [Float])
  func aSampleBetweenStepsKeepsTheWindowInFloat(_ sample: Float) throws {
    for place in [0, 511, 512, 1_000] {
      var samples = wholeSteps(noise(1_001))
      samples[place] = sample
      #expect(try roundTrip(samples) == Self.headers.float32 + 4 * samples.count)
    }
  }

  /// Caches are full of them: if these bytes change, so do the names of objects.
  @Test func theBytesNeverChangeByAccident() {
    let little16 = WaveformFile.bytes([0.5, -1, 3 / 32_768], sampleRate: 22_050)
    let header16: [UInt8] =
      Array("RIFF".utf8) + [42, 0, 0, 0] + Array("WAVEfmt ".utf8)
      + [16, 0, 0, 0, 1, 0, 1, 0, 0x22, 0x56, 0, 0, 0x44, 0xac, 0, 0, 2, 0, 16, 0]
      + Array("data".utf8) + [6, 0, 0, 0]
    #expect(little16 == header16 + [0, 0x40, 0, 0x80, 3, 0])
    let float32 = WaveformFile.bytes([1, -0.0], sampleRate: 22_050)
    let header32: [UInt8] =
      Array("RIFF".utf8) + [58, 0, 0, 0] + Array("WAVEfmt ".utf8)
      + [18, 0, 0, 0, 3, 0, 1, 0, 0x22, 0x56, 0, 0, 0x88, 0x58, 1, 0, 4, 0, 32, 0, 0, 0]
      + Array("fact".utf8) + [4, 0, 0, 0, 2, 0, 0, 0] + Array("data".utf8) + [8, 0, 0, 0]
    #expect(float32 == header32 + [0, 0, 0x80, 0x3f, 0, 0, 0, 0x80])
  }

  /// Whatever was written to the same place before.
  @Test func theSameSamplesMakeTheSameBytes() {
    let (noise, steps) = (noise(700), wholeSteps(noise(700)))
    let writer = WaveformWriter(sampleCount: 700, sampleRate: 22_050)
    var memory = [UInt8](repeating: 0, count: WaveformFile.largestSize(sampleCount: 700))
    for samples in [steps, noise, steps, noise] {
      var span = memory.mutableSpan
      var place = span.mutableBytes
      let size = writer.write(samples.span, to: &place)
      let isSame = memory[..<size] == WaveformFile.bytes(samples, sampleRate: 22_050)[...]
      #expect(isSame)
    }
  }

  /// As caches have them from before there were others.
  @Test func wholeStepsAreReadFromFloatToo() throws {
    let steps = wholeSteps(noise(1_000))
    let header = WaveformFile.bytes(noise(1_000), sampleRate: 8_000).prefix(Self.headers.float32)
    let file = try folder.write(header + steps.withUnsafeBytes { Array($0) }, to: "a.wav")
    var found: [Float] = []
    #expect(try WaveformFile.read(path: file, into: &found) == 8_000)
    let isSame = found == steps
    #expect(isSame)
  }

  @Test func libsndfileReadsSixteenBits() throws {
    let shorts = noise(1_001).map { Int16($0 * 65_535) }
    let file = try folder.write(
      WaveformFile.bytes(shorts.map { Float($0) / 32_768 }, sampleRate: 16_000), to: "a.wav")
    var info = SF_INFO()
    let handle = try #require(sf_open(file, Int32(SFM_READ), &info))
    defer { sf_close(handle) }
    #expect(info.format == Int32(SF_FORMAT_WAV) | Int32(SF_FORMAT_PCM_16))
    #expect(info.samplerate == 16_000 && info.channels == 1 && info.frames == 1_001)
    var found = [Int16](repeating: 0, count: 1_001)
    #expect(sf_readf_short(handle, &found, 1_001) == 1_001)
    let isSame = found == shorts
    #expect(isSame)
  }

  @Test func libsndfileReadsIt() throws {
    let samples = noise(1_001)
    let file = try folder.write(WaveformFile.bytes(samples, sampleRate: 16_000), to: "a.wav")
    var info = SF_INFO()
    let handle = try #require(sf_open(file, Int32(SFM_READ), &info))
    defer { sf_close(handle) }
    #expect(info.format == Int32(SF_FORMAT_WAV) | Int32(SF_FORMAT_FLOAT))
    #expect(info.samplerate == 16_000 && info.channels == 1 && info.frames == 1_001)
    var found = [Float](repeating: 0, count: 1_001)
    sf_readf_float(handle, &found, 1_001)
    #expect(found == samples)
    let header = AudioHeader(sampleRate: 16_000, channels: 1, frames: 1_001, encoding: "WAV FLOAT")
    #expect(try AudioHeader.read(path: file) == header)
  }

  static let sox = "/usr/bin/sox"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: sox), "needs sox"))
  func soxReadsIt() throws {
    let samples = noise(500)
    let file = try folder.write(WaveformFile.bytes(samples, sampleRate: 22_050), to: "a.wav")
    let raw = "\(folder.path)/a.f32"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.sox)
    process.arguments = [file, "-t", "f32", raw]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let found = try Data(contentsOf: URL(fileURLWithPath: raw))
    #expect([UInt8](found) == samples.withUnsafeBytes { [UInt8]($0) })
  }

  private func category(ofFile file: String) -> AudioFault.Category? {
    var samples: [Float] = []
    do { try WaveformFile.read(path: file, into: &samples) } catch { return error.category }
    return nil
  }

  @Test(arguments: [noise(10), wholeSteps(noise(10))])
  func anythingElseIsAFault(_ samples: [Float]) throws {
    let bytes = WaveformFile.bytes(samples, sampleRate: 22_050)
    func category(_ bytes: some Sequence<UInt8>) throws -> AudioFault.Category? {
      self.category(ofFile: try folder.write(bytes, to: "a.wav"))
    }
    #expect(try category(bytes) == nil)
    for length in 0..<bytes.count { #expect(try category(bytes.prefix(length)) == .notAudio) }
    for more in 1...4 {
      let longer = bytes + [UInt8](repeating: 0, count: more)
      #expect(try category(longer) == .notAudio)
    }
    let sampleSize = samples == wholeSteps(samples) ? 2 : 4
    for place in 0..<bytes.count - sampleSize * samples.count where !(24..<32).contains(place) {
      for bit: UInt8 in [1, 2] {
        var changed = bytes
        changed[place] ^= bit
        #expect(try category(changed) == .notAudio, "byte \(place)")
      }
    }
    #expect(self.category(ofFile: "/nothing") == .missing)
  }

  /// Whose header is not the only one that the cache has.
  @Test func aForeignFileIsAFault() throws {
    for sound in [
      SoundFormat(channels: 2), SoundFormat(encoding: Int(SF_FORMAT_PCM_24)),
      SoundFormat(encoding: Int(SF_FORMAT_PCM_U8)), SoundFormat(container: Int(SF_FORMAT_WAVEX)),
      SoundFormat(container: Int(SF_FORMAT_RF64)), SoundFormat(container: Int(SF_FORMAT_AIFF)),
    ] {
      let file = try folder.write(noise(100), to: "a.wav", as: sound)
      #expect(category(ofFile: file) == .notAudio, "\(sound)")
    }
  }
}
