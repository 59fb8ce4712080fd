import Audio
import CSndfile
import Foundation
import TestSupport
import Testing

@Suite struct StretchTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let formats: [SoundFormat] = [
    SoundFormat(channels: 2), SoundFormat(encoding: Int(SF_FORMAT_PCM_24)),
    SoundFormat(encoding: Int(SF_FORMAT_FLOAT)), SoundFormat(encoding: Int(SF_FORMAT_IMA_ADPCM)),
    SoundFormat(encoding: Int(SF_FORMAT_MS_ADPCM), channels: 2),
    SoundFormat(encoding: Int(SF_FORMAT_GSM610), rate: 8_000),
    SoundFormat(container: Int(SF_FORMAT_FLAC)),
    SoundFormat(container: Int(SF_FORMAT_FLAC), encoding: Int(SF_FORMAT_PCM_24), channels: 2),
    SoundFormat(container: Int(SF_FORMAT_CAF), encoding: Int(SF_FORMAT_ALAC_16)),
    SoundFormat(container: Int(SF_FORMAT_OGG), encoding: Int(SF_FORMAT_VORBIS)),
    SoundFormat(
      container: Int(SF_FORMAT_OGG), encoding: Int(SF_FORMAT_VORBIS), rate: 48_000, channels: 2),
    SoundFormat(container: Int(SF_FORMAT_OGG), encoding: Int(SF_FORMAT_OPUS), rate: 48_000),
    SoundFormat(container: Int(SF_FORMAT_OGG), encoding: Int(SF_FORMAT_OPUS), rate: 8_000),
    SoundFormat(
      container: Int(SF_FORMAT_MPEG), encoding: Int(SF_FORMAT_MPEG_LAYER_III), rate: 44_100),
    SoundFormat(
      container: Int(SF_FORMAT_MPEG), encoding: Int(SF_FORMAT_MPEG_LAYER_III), channels: 2),
    SoundFormat(
      container: Int(SF_FORMAT_MPEG), encoding: Int(SF_FORMAT_MPEG_LAYER_III), rate: 8_000),
  ]

  @Test(arguments: formats) func equalsTheSameFramesOfTheWhole(_ format: SoundFormat) throws {
    let file = try folder.write(
      melody(format.rate * 14 + 17, format), to: "a", as: format)
    try expectStretches(of: file)
  }

  /// An hour of MPEG audio begins anew many times.
  @Test func aLongFileIsTheSameFromEverywhere() throws {
    let format = SoundFormat(
      container: Int(SF_FORMAT_MPEG), encoding: Int(SF_FORMAT_MPEG_LAYER_III), rate: 44_100)
    let file = try folder.write(melody(44_100 * 40, format), to: "a", as: format)
    try expectStretches(of: file)
    var info = SF_INFO()
    let handle = try #require(sf_open(file, Int32(SFM_READ), &info))
    defer { sf_close(handle) }
    var floats = [Float](repeating: 0, count: 44_100 * 40)
    #expect(sf_readf_float(handle, &floats, sf_count_t(floats.count)) == sf_count_t(floats.count))
    let furthest = try zip(allSamples(file), floats).map { abs($0 - $1) }.max() ?? 1
    #expect(furthest < 1e-6, "where it begins anew it is the same sound")
  }

  @Test func beyondTheEnd() throws {
    let file = try folder.write(noise(8_000), to: "a.wav", as: SoundFormat(rate: 8_000))
    func fault(_ start: Double, _ end: Double) -> AudioFault.Category? {
      do { _ = try allSamples(file, Stretch(start: start, end: end)) } catch {
        return (error as? AudioFault)?.category
      }
      return nil
    }
    #expect(fault(0, 1) == nil)
    #expect(fault(0.5, 1.0005) == nil, "times are rounded")
    #expect(fault(0.5, 1.01) == .beyondEnd)
    #expect(fault(1.5, 2) == .beyondEnd)
    #expect(fault(1e300, 1e301) == .beyondEnd)
    #expect(fault(0, .infinity) == .beyondEnd)
    #expect(fault(-1, 0.5) == .beyondEnd)
    #expect(fault(0.5, 0.50001) == .empty)
    #expect(fault(0.5, 0.5) == .empty)
  }

  @Test func roundsToFrames() throws {
    let header = AudioHeader(sampleRate: 44_100, channels: 1, frames: 441_000, encoding: "")
    #expect(try Stretch(start: 0.1, end: 0.3).frames(of: header, name: "a") == 4_410..<13_230)
    let odd = Stretch(start: 1.00001, end: 2.00002)
    #expect(try odd.frames(of: header, name: "a") == 44_100..<88_201)
  }

  /// A tone that rises through noise that comes and goes, so that encoders vary what they spend.
  private func melody(_ frames: Int, _ format: SoundFormat) -> [Float] {
    let noise = noise(frames * format.channels)
    return (0..<frames * format.channels).map { index in
      let time = Float(index / format.channels) / Float(format.rate)
      let tone = 0.3 * sinf(2 * .pi * (200 + 20 * time) * time)
      return tone + (sinf(3 * time) > 0 ? 0.2 * noise[index] : 0)
    }
  }
}
