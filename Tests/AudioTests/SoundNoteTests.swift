import Audio
import CSndfile
import TestSupport
import Testing

@Suite struct SoundNoteTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func notes(
    _ samples: [Float], channels: Int = 1, encoding: Int = Int(SF_FORMAT_PCM_16),
    mix: ChannelMix = .mean
  ) throws -> [SoundNote.Kind] {
    let file = try folder.write(
      samples, to: "a.wav", as: SoundFormat(encoding: encoding, channels: channels))
    var segmenter = try Segmenter(SegmentSettings(seconds: 0.5, channels: mix))
    return try segmenter.segment(path: file) { _, _ in }.map(\.kind)
  }

  private func stereo(_ left: [Float], _ right: [Float]) -> [Float] {
    zip(left, right).flatMap { [$0, $1] }
  }

  @Test(arguments: [SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_FLOAT].map { Int($0) })
  func areFoundWhereTheyAre(encoding: Int) throws {
    let sound = noise(70_001)
    let silence = [Float](repeating: 0, count: 70_001)
    #expect(try notes(sound, encoding: encoding) == [])
    #expect(try notes(silence, encoding: encoding) == [.silent])
    #expect(try notes(silence.map { _ in 0.25 }, encoding: encoding) == [.silent, .offset])
    #expect(try notes(sound.map { $0 + 0.1 }, encoding: encoding) == [.offset])
    #expect(try notes(sound.map { max(-1, min(1, 3 * $0)) }, encoding: encoding) == [.clipped])
    let opposite = stereo(sound, sound.map { -$0 })
    #expect(try notes(opposite, channels: 2, encoding: encoding) == [.cancelled])
    #expect(try notes(opposite, channels: 2, encoding: encoding, mix: .left) == [])
    let right = stereo(silence, sound)
    #expect(try notes(right, channels: 2, encoding: encoding) == [])
    #expect(try notes(right, channels: 2, encoding: encoding, mix: .first) == [.cancelled])
    #expect(try notes(right, channels: 2, encoding: encoding, mix: .loudest) == [])
    let three = sound.flatMap { [$0, -0.5 * $0, -0.5 * $0] }
    #expect(try notes(three, channels: 3, encoding: encoding) == [.cancelled])
  }

  /// A single sample anywhere is enough to be no silence; one at full scale is not clipping.
  @Test(arguments: [0, 31, 32, 16_383, 16_384, 40_000, 40_030]) func noSamplePassesUnseen(
    place: Int
  ) throws {
    for channels in 1...3 {
      var samples = [Float](repeating: 0, count: 40_031 * channels)
      samples[place * channels + channels - 1] = 1
      #expect(try notes(samples, channels: channels) == [])
    }
  }

  @Test(arguments: [SF_FORMAT_PCM_16, SF_FORMAT_FLOAT].map { Int($0) })
  func channelsAreTakenAlone(encoding: Int) throws {
    let left = wholeSteps(noise(9_000).map { 0.1 * $0 })
    let right = wholeSteps(noise(9_000, seed: 2).map { 0.3 * $0 })
    func taken(_ mix: ChannelMix, _ samples: [Float], channels: Int = 2) throws -> [Float] {
      let file = try folder.write(
        samples, to: "a.wav", as: SoundFormat(encoding: encoding, channels: channels))
      let settings = SegmentSettings(seconds: 9_000.0 / 22_050, channels: mix)
      return try segments(file, settings)[0].samples
    }
    #expect(try taken(.left, stereo(left, right)) == left)
    #expect(try taken(.right, stereo(left, right)) == right)
    #expect(try taken(.loudest, stereo(left, right)) == right)
    #expect(try taken(.loudest, stereo(right, left)) == right)
    let lifted = left.map { $0 + 0.5 }
    #expect(try taken(.loudest, stereo(right, lifted)) == right, "an offset is not loud")
    for mix in [ChannelMix.right, .left, .loudest, .first] {
      #expect(try taken(mix, left, channels: 1) == left)
    }
  }
}
