import Audio
import CSndfile
import Foundation
import TestSupport
import Testing

/// What headers say of their lengths, and what is there.
@Suite struct SampleExtentTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private enum Outcome: Equatable {
    case frames(Int)
    case fault(AudioFault.Category)
  }

  /// Of the whole way, from opening to the last sample.
  private func outcome(_ bytes: [UInt8]) throws -> Outcome {
    let file = try folder.write(bytes, to: "b")
    do {
      let header = try AudioHeader.read(path: file)
      #expect(try allSamples(file).count == header.frames)
      return .frames(header.frames)
    } catch let fault as AudioFault {
      return .fault(fault.category)
    }
  }

  private func bytes(
    _ container: Int, frames: Int = 10_000
  ) throws -> [UInt8] {
    let format = SoundFormat(container: container)
    let file = try folder.write(noise(frames), to: "a", as: format)
    return try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
  }

  private func place(of text: String, in bytes: [UInt8]) throws -> Int {
    let text = Array(text.utf8)
    return try #require(bytes.indices.dropLast(3).first { bytes[$0..<$0 + 4].elementsEqual(text) })
  }

  private func big(_ value: Int, _ size: Int = 4) -> [UInt8] {
    (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private func little(_ value: Int, _ size: Int = 4) -> [UInt8] { big(value, size).reversed() }

  @Test(arguments: [SF_FORMAT_WAV, SF_FORMAT_WAVEX].map { Int($0) })
  func riff(container: Int) throws {
    let whole = try bytes(container)
    let length = try place(of: "data", in: whole) + 4
    func with(_ claimed: Int, _ more: [UInt8] = []) throws -> Outcome {
      var bytes = whole
      bytes.replaceSubrange(length..<length + 4, with: little(claimed))
      return try outcome(bytes + more)
    }
    #expect(try with(20_000) == .frames(10_000))
    #expect(try with(0) == .frames(10_000))
    #expect(try with(0x7fff_0000) == .frames(10_000))
    #expect(try with(0xffff_ffff) == .frames(10_000))
    #expect(try with(10_000) == .fault(.notAudio), "half of it is not spoken of")
    #expect(try with(30_000) == .fault(.notAudio))
    // What may follow.
    let list = Array("LIST".utf8) + little(4) + Array("INFO".utf8)
    #expect(try with(20_000, list) == .frames(10_000))
    let note = Array("note".utf8) + little(3_000) + noiseBytes(3_000)
    #expect(try with(20_000, note) == .frames(10_000))
    #expect(try with(20_000, [UInt8](repeating: 0, count: 70_000)) == .frames(10_000))
    #expect(try with(20_000, Array("TAG".utf8) + noiseBytes(125)) == .frames(10_000))
    #expect(try with(20_000, noiseBytes(300)) == .frames(10_000))
    #expect(try with(20_000, noiseBytes(5_000)) == .fault(.notAudio))
    #expect(try with(20_000, whole) == .fault(.notAudio), "two files joined")
    // Nothing but metadata behind a chunk without samples.
    let start = whole.prefix(length) + little(0)
    #expect(try outcome(start + list) == .fault(.empty))
  }

  @Test func rf64OfUnknownLength() throws {
    var whole = try bytes(Int(SF_FORMAT_RF64))
    let sizes = try place(of: "ds64", in: whole) + 8
    whole.replaceSubrange(sizes..<sizes + 24, with: [UInt8](repeating: 0, count: 24))
    #expect(try outcome(whole) == .frames(10_000))
    whole.replaceSubrange(sizes..<sizes + 24, with: [UInt8](repeating: 0xff, count: 24))
    #expect(try outcome(whole) == .frames(10_000))
    whole.replaceSubrange(sizes + 8..<sizes + 16, with: little(30_000, 8))
    #expect(try outcome(whole) == .fault(.notAudio))
    let sound = try folder.write(bytes(Int(SF_FORMAT_RF64)), to: "c")
    #expect(try AudioHeader.read(path: sound).decoder == nil)
  }

  /// Twelve hours in sixteen bits: 4 GiB and 3 MB. The sample at its end is the last that is read.
  @Test(arguments: [0x30_0000, 0xffff_ffff]) func aWrappedSizeIsReadToItsEnd(claimed: Int) throws {
    var header = try Array(bytes(Int(SF_FORMAT_WAV)).prefix(44))
    header.replaceSubrange(40..<44, with: little(claimed))
    let file = try folder.write(header, to: "long.wav")
    let length = 1 << 32 + 0x30_0000
    try #require(truncate(file, off_t(44 + length)) == 0)
    let descriptor = open(file, O_WRONLY)
    defer { close(descriptor) }
    let loud: [UInt8] = [0, 0x40]
    for place in [44 + 0x30_0000, 44 + length - 2] {
      #expect(pwrite(descriptor, loud, 2, off_t(place)) == 2)
    }
    let found = try AudioHeader.read(path: file)
    #expect(found.frames == length / 2)
    #expect(found.encoding == "WAV PCM_16 (mended)" && found.decoder == 1)
    let end = found.seconds
    let last = try allSamples(file, Stretch(start: end - 1, end: end))
    #expect(last.last == 0.5 && last.dropLast().allSatisfy { $0 == 0 })
  }

  @Test func aiff() throws {
    let whole = try bytes(Int(SF_FORMAT_AIFF))
    let length = try place(of: "SSND", in: whole) + 4
    func with(_ claimed: Int) throws -> Outcome {
      var bytes = whole
      bytes.replaceSubrange(length..<length + 4, with: big(claimed))
      return try outcome(bytes)
    }
    for claimed in [0, 8, 20_008, 0x7fff_0000, 0xffff_ffff] {
      #expect(try with(claimed) == .frames(10_000), "\(claimed)")
    }
    #expect(try with(10_008) == .fault(.notAudio))
    #expect(try with(30_008) == .fault(.notAudio))
  }

  @Test func au() throws {
    let whole = try bytes(Int(SF_FORMAT_AU))
    for claimed in [0, 20_000, 0x7fff_ffff, 0xffff_ffff] {
      #expect(
        try outcome(whole.prefix(8) + big(claimed) + whole.dropFirst(12)) == .frames(10_000))
    }
    for claimed in [10_000, 30_000] {
      #expect(
        try outcome(whole.prefix(8) + big(claimed) + whole.dropFirst(12)) == .fault(.notAudio))
    }
  }

  @Test func caf() throws {
    let whole = try bytes(Int(SF_FORMAT_CAF))
    let length = try place(of: "data", in: whole) + 4
    func with(_ claimed: Int) throws -> Outcome {
      try outcome(whole.prefix(length) + big(claimed, 8) + whole.dropFirst(length + 8))
    }
    for claimed in [-1, 4, 20_004] { #expect(try with(claimed) == .frames(10_000)) }
    for claimed in [10_004, 30_004] { #expect(try with(claimed) == .fault(.notAudio)) }
  }

  @Test func w64() throws {
    let whole = try bytes(Int(SF_FORMAT_W64))
    let length = try place(of: "data", in: whole) + 16
    func with(_ claimed: Int, _ more: [UInt8] = []) throws -> Outcome {
      try outcome(whole.prefix(length) + little(claimed, 8) + whole.dropFirst(length + 8) + more)
    }
    for claimed in [0, 24, 20_024, .max] { #expect(try with(claimed) == .frames(10_000)) }
    #expect(try with(30_024) == .fault(.notAudio))
    let note = Array("note".utf8) + noiseBytes(12) + little(24 + 3_000, 8) + noiseBytes(3_000)
    #expect(try with(20_024, note) == .frames(10_000), "metadata is no sound")
  }

  @Test func flac() throws {
    let whole = try bytes(Int(SF_FORMAT_FLAC))
    func with(_ claimed: Int) throws -> Outcome {
      try outcome(
        whole.prefix(21) + [whole[21] & 0xf0] + big(claimed) + whole.dropFirst(26))
    }
    #expect(try with(10_000) == .frames(10_000))
    #expect(try with(0) == .frames(10_000))
    for claimed in [1, 9_999, 10_001] { #expect(try with(claimed) == .fault(.notAudio)) }
    #expect(try outcome(whole + whole) == .fault(.notAudio), "two files joined")
    #expect(try outcome(whole + Array("TAG".utf8) + noiseBytes(125)) == .frames(10_000))
  }

  private func noiseBytes(_ count: Int) -> [UInt8] {
    noise(count, seed: 9).map { UInt8(($0 + 0.5) * 255) | 0x80 }
  }
}
