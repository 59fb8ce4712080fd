import Audio
import CSndfile
import Foundation
import TestSupport
import Testing

/// Files of several streams, and what encoders and recorders leave around them.
@Suite struct JoinedStreamTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let vorbis = (container: Int(SF_FORMAT_OGG), encoding: Int(SF_FORMAT_VORBIS))
  private static let opus = (container: Int(SF_FORMAT_OGG), encoding: Int(SF_FORMAT_OPUS))
  private static let mp3 = (
    container: Int(SF_FORMAT_MPEG), encoding: Int(SF_FORMAT_MPEG_LAYER_III)
  )

  private func bytes(
    _ kind: (container: Int, encoding: Int), rate: Int = 48_000, channels: Int = 1, seed: UInt32 = 1
  ) throws -> [UInt8] {
    let format = SoundFormat(
      container: kind.container, encoding: kind.encoding, rate: rate, channels: channels)
    let file = try folder.write(noise(30_000 * channels, seed: seed), to: "a", as: format)
    return try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
  }

  private func samples(_ bytes: [UInt8]) throws -> [Float] {
    try allSamples(folder.write(bytes, to: "b"))
  }

  private func fault(_ bytes: [UInt8]) throws -> AudioFault? {
    do { _ = try samples(bytes) } catch let fault as AudioFault { return fault }
    return nil
  }

  @Test(arguments: [vorbis.encoding, opus.encoding, mp3.encoding])
  func oneComesAfterTheOther(encoding: Int) throws {
    let kind = [Self.vorbis, Self.opus, Self.mp3].first { $0.encoding == encoding }!
    let first = try bytes(kind)
    let second = try bytes(kind, seed: 2)
    for parts in [[first, second], [first, first], [second, first, first]] {
      let joined = try samples(parts.flatMap(\.self))
      let isSame = try joined.elementsEqual(parts.flatMap { try samples($0) })
      #expect(isSame)
    }
    try expectStretches(of: folder.write(first + second + first, to: "c"))
  }

  @Test func streamsThatDifferAreAFault() throws {
    for kind in [Self.vorbis, Self.mp3] {
      let mono = try bytes(kind)
      for other in [try bytes(kind, rate: 44_100), try bytes(kind, channels: 2)] {
        let fault = try #require(try fault(mono + other))
        #expect(fault.category == .notAudio && fault.message.contains("split it"), "\(fault)")
      }
    }
  }

  @Test func whatIsNoSoundMayStandAround() throws {
    let mp3 = try bytes(Self.mp3)
    let plain = try samples(mp3)
    let id3 = Array("ID3".utf8) + [4, 0, 0, 0, 0, 0x10, 0] + [UInt8](repeating: 0, count: 2_048)
    let ape =
      Array("APETAGEX".utf8) + [0xd0, 7, 0, 0] + [0xb0, 7, 0, 0] + [1, 0, 0, 0, 0, 0, 0, 0xa0]
      + [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 0x55, count: 0x7b0)
    let tag = Array("TAG".utf8) + [UInt8](repeating: 0x20, count: 125)
    for whole in [id3 + mp3, id3 + id3 + mp3 + ape + tag, mp3 + tag, mp3 + [0, 0, 0]] {
      #expect(try samples(whole).count == plain.count)
    }
    #expect(try samples(mp3 + id3 + mp3).count == 2 * plain.count)
  }

  @Test func whatIsCutOrDamagedIsAFault() throws {
    let mp3 = try bytes(Self.mp3)
    let ogg = try bytes(Self.vorbis)
    let garbage = noise(60_000).map { UInt8(($0 + 0.5) * 255) }
    for whole in [
      Array(mp3.prefix(mp3.count / 2)), mp3 + garbage, mp3 + garbage + mp3, ogg + garbage,
      garbage, mp3 + ogg, ogg + mp3,
    ] {
      #expect(try fault(whole)?.category == .notAudio)
    }
  }
}
