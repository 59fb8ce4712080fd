import Audio
import CSndfile
import Foundation
import TestSupport
import Testing

/// Settings whose one window holds all of a clip at its own rate.
func oneWindow(_ header: AudioHeader) -> SegmentSettings {
  SegmentSettings(
    sampleRate: header.sampleRate, seconds: Double(header.frames) / Double(header.sampleRate),
    channels: .first)
}

/// The samples of a file's first channel, or of a stretch of it.
func allSamples(_ path: String, _ stretch: Stretch? = nil) throws -> [Float] {
  let whole = try AudioHeader.read(path: path)
  let header = try stretch.map { try whole.cut(to: $0, name: path) } ?? whole
  var segmenter = try Segmenter(oneWindow(header))
  var found: [Float] = []
  try segmenter.segment(path: path, stretch: stretch) { window, samples in
    #expect(window.signalCount == header.frames)
    found = (0..<window.signalCount).map { samples[$0] }
  }
  return found
}

/// Files as tools write them, with the samples that are truly there.
@Suite(.enabled(if: hasShared, "needs ../shared/data/field")) struct FieldFileTests {
  static let folder = sharedFolder.appendingPathComponent("data/field").path

  @Test(
    arguments: [
      ("cbr-noxing.mp3", 44_100, 354_816), ("vbr-noxing-quiet-first.mp3", 44_100, 354_816),
      ("vbr-xing.mp3", 44_100, 352_800), ("two-files-joined.mp3", 44_100, 705_600),
      ("hand-7fffffff.wav", 48_000, 96_000), ("hand-data0.wav", 48_000, 96_000),
      ("ffmpeg-rf64.wav", 48_000, 96_000), ("ffmpeg.wav", 48_000, 96_000),
      // FFmpeg gives 128 more, which lie behind the end that the last page of the first stream states.
      ("chained.ogg", 48_000, 192_000),
    ])
  func allIsRead(name: String, rate: Int, count: Int) throws {
    let path = "\(Self.folder)/\(name)"
    let header = try AudioHeader.read(path: path)
    #expect(header.sampleRate == rate && header.frames == count)
    let samples = try allSamples(path)
    #expect(samples.count == count)
    let loudest = samples.suffix(count / 4).map(abs).max() ?? 0
    #expect(loudest > 0.01, "the end is sound, not padding")
  }

  @Test func theHalvesOfAJoinedFileAreThoseOfTheFiles() throws {
    let half = try allSamples("\(Self.folder)/vbr-xing.mp3")
    let joined = try allSamples("\(Self.folder)/two-files-joined.mp3")
    let isSame = joined[..<half.count].elementsEqual(half)
    #expect(isSame)
  }

  @Test(
    arguments: [
      "cbr-noxing.mp3", "vbr-noxing-quiet-first.mp3", "vbr-xing.mp3", "two-files-joined.mp3",
      "chained.ogg", "hand-data0.wav", "ffmpeg-rf64.wav",
    ])
  func stretchesAreCutFromTheWhole(name: String) throws {
    try expectStretches(of: "\(Self.folder)/\(name)")
  }

  @Test func onlyWhatIsDecodedAnewSaysSo() throws {
    func decoder(_ name: String) throws -> Int? {
      try AudioHeader.read(path: "\(Self.folder)/\(name)").decoder
    }
    for name in ["vbr-xing.mp3", "chained.ogg", "hand-data0.wav", "ffmpeg-rf64.wav"] {
      #expect(try decoder(name) == 1)
    }
    for name in ["ffmpeg.wav", "hand-7fffffff.wav"] { #expect(try decoder(name) == nil) }
  }
}

/// Compares stretches of a file with the same frames of the whole, one handle for all of them.
func expectStretches(of path: String, count: Int = 40) throws {
  let whole = try allSamples(path)
  let header = try AudioHeader.read(path: path)
  var file = try AudioFile(path: path)
  var random = SplitMix(seed: 7)
  for round in 0..<count {
    let length = Int.random(in: 1...min(9_000, whole.count), using: &random)
    let first =
      round == 0
      ? 0
      : round == 1
        ? whole.count - length : Int.random(in: 0...whole.count - length, using: &random)
    let stretch = Stretch(
      start: Double(first) / Double(header.sampleRate),
      end: Double(first + length) / Double(header.sampleRate))
    var segmenter = try Segmenter(oneWindow(try header.cut(to: stretch, name: path)))
    var found: [Float] = []
    try segmenter.segment(&file, stretch) { window, samples in
      found = (0..<window.signalCount).map { samples[$0] }
    }
    let isSame = found.elementsEqual(whole[first..<first + length])
    #expect(isSame, "\(length) frames from \(first) on")
  }
}
