import Audio
import CSndfile
import Foundation
import TestSupport
import Testing

@Suite struct AudioFaultTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The fault of the whole way, from opening to the last sample; nil: there is none.
  private func fault(_ path: String) throws -> AudioFault? {
    var segmenter = try Segmenter(SegmentSettings(seconds: 0.1))
    do {
      try segmenter.segment(path: path) { window, samples in
        #expect(samples.withUnsafeBufferPointer { $0.allSatisfy(\.isFinite) })
      }
      return nil
    } catch let fault as AudioFault {
      #expect(!fault.message.contains { $0.isNewline || $0 == "\u{1b}" })
      return fault
    }
  }

  @Test func categoriesAreSpeltAsRecorded() {
    #expect(
      AudioFault.Category.allCases.map(\.rawValue) == [
        "missing", "unreadable", "empty", "not-audio", "not-finite", "too-short", "beyond-end",
        "outside", "bad-name",
      ])
  }

  @Test func missing() throws {
    #expect(try fault("\(folder.path)/nothing.wav")?.category == .missing)
    let file = try folder.write([1], to: "file")
    #expect(try fault("\(file)/below.wav")?.category == .missing)
    #expect(try fault("\(folder.path)/a\0b")?.category == .missing)
    #expect(try fault("/" + String(repeating: "x", count: 5_000))?.category == .missing)
    #expect(try fault("\(folder.path)/\u{1b}[31m\n")?.category == .missing)
  }

  @Test func unreadable() throws {
    #expect(try fault(folder.path)?.category == .unreadable)
    #expect(try fault("/dev/zero")?.category == .unreadable)
    let fifo = "\(folder.path)/fifo"
    #expect(mkfifo(fifo, 0o600) == 0)
    #expect(try fault(fifo)?.category == .unreadable)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything")) func noPermission() throws {
    let file = try folder.write(noise(100), to: "a.wav", as: SoundFormat())
    chmod(file, 0)
    #expect(try fault(file)?.category == .unreadable)
  }

  @Test func empty() throws {
    #expect(try fault(folder.write([], to: "a.wav"))?.category == .empty)
    #expect(
      try fault(folder.write([] as [Float], to: "b.wav", as: SoundFormat()))?.category == .empty)
  }

  @Test func notAudio() throws {
    let jpeg: [UInt8] = [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0]
    #expect(try fault(folder.write(jpeg + Array(0...255), to: "a.wav"))?.category == .notAudio)
    #expect(try fault(folder.write("slice_file_name,fold\n".utf8, to: "b"))?.category == .notAudio)
    #expect(try fault(folder.write(repeatElement(0, count: 5_000), to: "c"))?.category == .notAudio)
  }

  @Test func theCallersDescriptorStaysOpen() throws {
    for bytes in [Array("not a sound".utf8), []] {
      let descriptor = open(try folder.write(bytes, to: "a"), O_RDONLY)
      #expect(throws: AudioFault.self) { try AudioHeader.read(descriptor: descriptor, name: "a") }
      #expect(close(descriptor) == 0)
    }
  }

  @Test func tooShort() throws {
    var settings = SegmentSettings()
    settings.minimumSeconds = 0.5
    var segmenter = try Segmenter(settings)
    let file = try folder.write(noise(11_024), to: "a.wav", as: SoundFormat())
    let thrown = #expect(throws: AudioFault.self) { try segmenter.segment(path: file) { _, _ in } }
    #expect(thrown?.category == .tooShort)
    let enough = try folder.write(noise(11_025), to: "b.wav", as: SoundFormat())
    try segmenter.segment(path: enough) { window, _ in #expect(window.signalCount == 11_025) }
  }

  @Test(
    arguments: [Float.nan, .infinity, -.infinity, 1e30],
    [Int(SF_FORMAT_FLOAT), Int(SF_FORMAT_DOUBLE)])
  func notFinite(value: Float, encoding: Int) throws {
    var samples = noise(60_000)
    samples[50_001] = value
    let file = try folder.write(
      samples, to: "a.wav", as: SoundFormat(encoding: encoding, channels: 2))
    let fault = try #require(try fault(file))
    #expect(fault.category == .notFinite)
    #expect(fault.message.contains("Frame 25000 "))
  }

  /// A 16-bit mono WAV of 100 frames with four of its bytes replaced.
  private func wav(_ changes: [Int: UInt32]) throws -> String {
    let file = try folder.write(noise(100), to: "a.wav", as: SoundFormat())
    var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
    for (place, value) in changes {
      for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }
    return try folder.write(bytes, to: "b.wav")
  }

  @Test(
    arguments: [
      [24: 0], [24: 1], [24: 0xffff_ffff], [24: 3_000_000],  // rates
      [22: 60_000 | 2 << 16], [22: 0],  // channels and the bytes of a second
      [40: 201], [40: 0x7ffe_ffff],  // bytes of samples
    ] as [[Int: UInt32]]) func headerLies(changes: [Int: UInt32]) throws
  {
    #expect(try fault(wav(changes))?.category == .notAudio)
  }

  @Test(
    arguments: [
      [4: 0xffff_ffff, 40: 0xffff_ffff], [4: 0x7fff_f024, 40: 0x7fff_f000],
      [4: 0, 40: 0xffff_ffff],
      [4: 8, 40: 0], [40: 0], [4: 0, 40: 0], [40: 0x7fff_0000], [40: 0x7fff_ffff],
      [40: 0xffff_fffe],
    ] as [[Int: UInt32]]) func lengthsLeftByWritersToAPipe(changes: [Int: UInt32]) throws
  {
    let file = try wav(changes)
    #expect(try fault(file) == nil)
    #expect(try AudioHeader.read(path: file).frames == 100)
  }

  @Test(arguments: AudioHeaderTests.formats) func cutShort(format: SoundFormat, _: String) throws {
    let file = try folder.write(noise(9_000 * format.channels), to: "a", as: format)
    let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
    let lengths = (1..<60).map { whole.count * $0 / 60 } + [4, 11, 12, 20, 36, 43, 44, 45]
    for length in lengths where length < whole.count {
      let cut = try folder.write(whole.prefix(length), to: "cut")
      let category = try fault(cut)?.category
      // What is there of a stream is right; containers that say their length are held to it.
      let mayPass = format.container == Int(SF_FORMAT_OGG)
      let expected: Set<AudioFault.Category?> =
        mayPass ? [nil, .notAudio, .empty] : length < 44 ? [.notAudio, .empty] : [.notAudio]
      #expect(expected.contains(category), "\(length) of \(whole.count) bytes")
    }
  }

  @Test func mutatedHeadersDoNoHarm() throws {
    var random: UInt64 = 42
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    let formats =
      AudioHeaderTests.formats.map(\.0) + [
        SoundFormat(encoding: Int(SF_FORMAT_IMA_ADPCM)),
        SoundFormat(encoding: Int(SF_FORMAT_MS_ADPCM), channels: 2),
      ]
    for format in formats {
      let file = try folder.write(noise(500 * format.channels), to: "a", as: format)
      let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
      for _ in 0..<100 {
        var bytes = whole
        for _ in 0...next(4) {
          bytes[next(min(bytes.count, 128))] = [0, 1, 0x7f, 0x80, 0xff, UInt8(next(256))][next(6)]
        }
        _ = try fault(folder.write(bytes, to: "mutated"))
      }
    }
  }
}
