import Audio
import CSndfile
import Foundation
import TestSupport
import Testing

@Suite struct WaveformFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [0, 1, 88_200]) func readsWhatItWrote(count: Int) throws {
    let samples = noise(count)
    let bytes = WaveformFile.bytes(samples, sampleRate: 22_050)
    #expect(bytes.count == WaveformFile.headerSize + 4 * count)
    let file = try folder.write(bytes, to: "a.wav")
    for before in [[], samples, [1, 2, 3]] {
      var found = before
      #expect(try WaveformFile.read(path: file, into: &found) == 22_050)
      #expect(found == samples)
    }
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

  @Test func anythingElseIsAFault() throws {
    var samples: [Float] = []
    let bytes = WaveformFile.bytes(noise(10), sampleRate: 22_050)
    func category(_ bytes: some Sequence<UInt8>) throws -> AudioFault.Category? {
      let file = try folder.write(bytes, to: "a.wav")
      do { try WaveformFile.read(path: file, into: &samples) } catch { return error.category }
      return nil
    }
    #expect(try category(bytes) == nil)
    for length in 0..<bytes.count { #expect(try category(bytes.prefix(length)) == .notAudio) }
    #expect(try category(bytes + [0, 0, 0, 0]) == .notAudio)
    for place in 0..<WaveformFile.headerSize where !(24..<32).contains(place) {
      var changed = bytes
      changed[place] ^= 1
      #expect(try category(changed) == .notAudio, "byte \(place)")
    }
    let missing = #expect(throws: AudioFault.self) {
      try WaveformFile.read(path: "/nothing", into: &samples)
    }
    #expect(missing?.category == .missing)
  }
}
