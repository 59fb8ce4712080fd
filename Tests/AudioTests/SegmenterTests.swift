import Audio
import CSndfile
import Foundation
import TensorFiles
import TestSupport
import Testing

/// The windows of a file with their samples.
func segments(
  _ path: String, _ settings: SegmentSettings
) throws -> [(window: SegmentWindow, samples: [Float])] {
  var segmenter = try Segmenter(settings)
  var found: [(SegmentWindow, [Float])] = []
  try segmenter.segment(path: path) { window, samples in
    found.append((window, (0..<samples.count).map { samples[$0] }))
  }
  return found
}

/// Settings whose window holds all of a clip.
func wholeClip(_ rate: Int = 22_050, seconds: Double = 10) -> SegmentSettings {
  var settings = SegmentSettings()
  settings.sampleRate = rate
  settings.seconds = seconds
  return settings
}

@Suite struct SegmenterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func passesAClipAtTheRateThroughBitForBit() throws {
    let samples = noise(50_000)
    let file = try folder.write(
      samples, to: "a.wav", as: SoundFormat(encoding: Int(SF_FORMAT_FLOAT)))
    let found = try segments(file, SegmentSettings())
    #expect(found.map(\.window) == [SegmentWindow(index: 0, start: 0, signalCount: 50_000)])
    #expect(found[0].samples == samples + [Float](repeating: 0, count: 38_200))
  }

  @Test(arguments: 1...8) func shortsEqualTheFloatsOfLibsndfile(channels: Int) throws {
    let format = SoundFormat(channels: channels)
    let file = try folder.write(noise(40_001 * channels), to: "a.wav", as: format)
    var info = SF_INFO()
    let handle = try #require(sf_open(file, Int32(SFM_READ), &info))
    defer { sf_close(handle) }
    var floats = [Float](repeating: 0, count: 40_001 * channels)
    #expect(sf_readf_float(handle, &floats, 40_001) == 40_001)
    let mean = (0..<40_001).map { frame in
      floats[frame * channels..<(frame + 1) * channels].reduce(0, +) / Float(channels)
    }
    var settings = wholeClip(seconds: 40_001.0 / 22_050)
    #expect(try segments(file, settings)[0].samples == mean)
    settings.channels = .first
    #expect(
      try segments(file, settings)[0].samples == (0..<40_001).map { floats[$0 * channels] })
  }

  @Test(arguments: [1, 2, 3, 8]) func floatsAreMixedToo(channels: Int) throws {
    let samples = noise(20_000 * channels)
    let file = try folder.write(
      samples, to: "a.wav", as: SoundFormat(encoding: Int(SF_FORMAT_FLOAT), channels: channels))
    var settings = wholeClip(seconds: 20_000.0 / 22_050)
    let mean = (0..<20_000).map { frame in
      samples[frame * channels..<(frame + 1) * channels].reduce(0, +) / Float(channels)
    }
    #expect(try segments(file, settings)[0].samples == mean)
    settings.channels = .first
    #expect(
      try segments(file, settings)[0].samples == (0..<20_000).map { samples[$0 * channels] })
  }

  @Test(arguments: [1, 2, 3, 100]) func repeatsTheSignal(count: Int) throws {
    var settings = wholeClip(100, seconds: 2.5)
    settings.padding = .repeat
    let samples = noise(count)
    let file = try folder.write(
      samples, to: "a.wav", as: SoundFormat(encoding: Int(SF_FORMAT_FLOAT), rate: 100))
    let found = try segments(file, settings)
    #expect(found.map(\.window.signalCount) == [count])
    #expect(found[0].samples == (0..<250).map { samples[$0 % count] })
  }

  @Test(arguments: SegmentPadding.allCases)
  func aSampleThatResamplesToNoneIsSilence(padding: SegmentPadding) throws {
    var segmenter = try Segmenter(SegmentSettings(padding: padding))
    let loud = try folder.write(noise(90_000), to: "a.wav", as: SoundFormat())
    try segmenter.segment(path: loud) { _, _ in }
    let one = try folder.write([0.5], to: "b.wav", as: SoundFormat(rate: 192_000))
    try segmenter.segment(path: one) { window, samples in
      #expect(window.signalCount == 0)
      #expect(samples.withUnsafeBufferPointer { $0.allSatisfy { $0 == 0 } })
    }
  }

  @Test(arguments: [
    (1, [1]), (24, [24]), (100, [100]), (124, [100]), (125, [100, 25]), (200, [100, 100]),
    (224, [100, 100]), (399, [100, 100, 100, 99]),
  ]) func windowsFollowOneAnother(count: Int, signal: [Int]) throws {
    let samples = noise(count)
    let file = try folder.write(
      samples, to: "a.wav", as: SoundFormat(encoding: Int(SF_FORMAT_FLOAT), rate: 100))
    let found = try segments(file, wholeClip(100, seconds: 1))
    #expect(found.map(\.window.signalCount) == signal)
    for (window, content) in found {
      #expect(window.start == 100 * window.index)
      let part = Array(samples[window.start..<window.start + window.signalCount])
      #expect(content == part + [Float](repeating: 0, count: 100 - part.count))
    }
  }

  @Test(arguments: [
    (0.3, 100, [0]), (0.3, 101, [0, 30]), (0.3, 130, [0, 30]), (0.3, 131, [0, 30, 60]),
    (1.5, 149, [0]), (1.5, 174, [0]), (1.5, 175, [0, 150]), (1.5, 500, [0, 150, 300, 450]),
  ]) func windowsMayOverlapOrLeaveGaps(hop: Double, count: Int, starts: [Int]) throws {
    var settings = wholeClip(100, seconds: 1)
    settings.hopSeconds = hop
    let samples = noise(count)
    let file = try folder.write(
      samples, to: "a.wav", as: SoundFormat(encoding: Int(SF_FORMAT_FLOAT), rate: 100))
    let found = try segments(file, settings)
    #expect(found.map(\.window.start) == starts)
    for (window, content) in found {
      let end = window.start + window.signalCount
      #expect(Array(content.prefix(window.signalCount)) == Array(samples[window.start..<end]))
    }
  }

  @Test(arguments: [8_000, 11_024, 11_025, 16_000, 44_100, 44_056, 48_000, 96_000, 192_000, 100])
  func thePlanFromTheHeaderHolds(rate: Int) throws {
    for count in [1, 2, 3, 1_000, 4_411, 11_025, 22_051, 30_001] {
      let file = try folder.write(noise(count), to: "a.wav", as: SoundFormat(rate: rate))
      var settings = wholeClip(seconds: 0.2)
      settings.hopSeconds = 0.15
      let header = try AudioHeader.read(path: file)
      let planned = (0..<settings.windowCount(of: header)).map { settings.window($0, of: header) }
      #expect(try segments(file, settings).map(\.window) == planned)
      // Whatever a resampled signal lacks would be filled by padding: repeated, it shows.
      settings = wholeClip(seconds: Double(settings.sampleCount(of: header)) / 22_050)
      if settings.windowLength > 1 {
        let whole = try segments(file, settings)[0].samples
        settings.seconds += 1 / 22_050.0
        #expect(try segments(file, settings)[0].samples == whole + [0])
      }
    }
  }

  @Test func whatCameBeforeChangesNoBit() throws {
    let formats = [8_000, 44_100, 22_050, 48_000].map { SoundFormat(rate: $0, channels: 2) }
    let files = try formats.enumerated().map { index, format in
      try folder.write(noise(60_000, seed: UInt32(index)), to: "\(index).wav", as: format)
    }
    let settings = wholeClip(seconds: 0.7)
    let alone = try files.map { try segments($0, settings).map(\.samples) }
    var segmenter = try Segmenter(settings)
    for index in [3, 1, 0, 2, 2, 3, 0, 1] {
      var found: [[Float]] = []
      try segmenter.segment(path: files[index]) { _, samples in
        found.append((0..<samples.count).map { samples[$0] })
      }
      #expect(found == alone[index])
    }
  }

  @Test func aFaultLeavesTheSegmenterUsable() throws {
    let good = try folder.write(noise(9_000), to: "a.wav", as: SoundFormat(rate: 44_100))
    let flac = try folder.write(
      noise(90_000), to: "b", as: SoundFormat(container: Int(SF_FORMAT_FLAC), rate: 44_100))
    let half = try Data(contentsOf: URL(fileURLWithPath: flac)).prefix(60_000)
    let bad = try folder.write(half, to: "c")
    var segmenter = try Segmenter(wholeClip(seconds: 0.5))
    let expected = try segments(good, wholeClip(seconds: 0.5)).map(\.samples)
    for _ in 0..<2 {
      #expect(throws: AudioFault.self) { try segmenter.segment(path: bad) { _, _ in } }
      var found: [[Float]] = []
      try segmenter.segment(path: good) { _, samples in
        found.append((0..<samples.count).map { samples[$0] })
      }
      #expect(found == expected)
    }
  }

  @Test func whatNoWindowKeepsIsHeldToTheHeaderToo() throws {
    let flac = try folder.write(
      noise(27_500), to: "a", as: SoundFormat(container: Int(SF_FORMAT_FLAC)))
    #expect(try segments(flac, wholeClip(seconds: 1)).count == 1)
    let whole = try Data(contentsOf: URL(fileURLWithPath: flac))
    let cut = try folder.write(whole.prefix(whole.count * 19 / 20), to: "b")
    let thrown = #expect(throws: AudioFault.self) { try segments(cut, wholeClip(seconds: 1)) }
    #expect(thrown?.category == .notAudio)
  }

  @Test func librariesSayTheirVersions() {
    #expect(Segmenter.libraries.count == 2)
    #expect(Segmenter.libraries[0].hasPrefix("libsndfile-"))
    #expect(Segmenter.libraries[1].hasPrefix("libsoxr-"))
  }

  @Test(arguments: ResamplingQuality.allCases) func everyQualityKeepsATone(
    quality: ResamplingQuality
  ) throws {
    let tone = (0..<44_100).map { 0.5 * sinf(2 * .pi * 440 * Float($0) / 44_100) }
    let file = try folder.write(
      tone, to: "a.wav", as: SoundFormat(encoding: Int(SF_FORMAT_FLOAT), rate: 44_100))
    var settings = wholeClip(seconds: 1)
    settings.resampling = quality
    let found = try segments(file, settings)[0].samples
    for place in 2_000..<20_000 {
      #expect(abs(found[place] - tone[2 * place]) < 1e-3)
    }
  }

  @Test func settingsOutOfRange() {
    func rejected(_ change: (inout SegmentSettings) -> Void) -> String? {
      var settings = SegmentSettings()
      change(&settings)
      do { _ = try Segmenter(settings) } catch { return error.setting }
      return nil
    }
    #expect(rejected { $0.sampleRate = 0 } == "sampleRate")
    #expect(rejected { $0.sampleRate = -1 } == "sampleRate")
    #expect(rejected { $0.seconds = 0 } == "seconds")
    #expect(rejected { $0.seconds = .nan } == "seconds")
    #expect(rejected { $0.seconds = 1e300 } == "seconds")
    #expect(rejected { $0.hopSeconds = -1 } == "hopSeconds")
    #expect(rejected { $0.minimumSeconds = .nan } == "minimumSeconds")
    #expect(rejected { $0.seconds = 0.5 } == nil)
  }
}

@Suite struct ResamplingReferenceTests {
  static let golden = packageRoot.appendingPathComponent("Tests/AudioTests/Golden")
  static let shared = sharedFolder.appendingPathComponent("reference/spectrograms")

  @Test(arguments: [("resample-8000", 8_000), ("resample-48000", 48_000)])
  func equalsGolden(name: String, rate: Int) throws {
    try compare(name, rate, in: Self.golden)
  }

  @Test(
    .enabled(if: hasShared, "needs ../shared/reference"),
    arguments: [
      ("resample-44100-stereo", 44_100), ("resample-48000", 48_000), ("resample-8000", 8_000),
      ("resample-96000", 96_000), ("resample-square", 44_100),
    ])
  func equalsReference(name: String, rate: Int) throws {
    try compare(name, rate, in: Self.shared)
  }

  /// libsoxr gave the references too, so every bit is the same.
  private func compare(_ name: String, _ rate: Int, in folder: URL) throws {
    let json = try JSONSerialization.jsonObject(
      with: Data(contentsOf: folder.appendingPathComponent("\(name)/case.json")))
    let input = try #require((json as? [String: Any])?["input"] as? String)
    let signal = try NpyArray(contentsOf: folder.appendingPathComponent(input).path)
    let expected = try NpyArray(
      contentsOf: folder.appendingPathComponent("\(name)/expected.npy").path)
    let channels = signal.shape.count == 2 ? signal.shape[0] : 1
    let frames = signal.elements.count / channels
    let interleaved = (0..<frames).flatMap { frame in
      (0..<channels).map { signal.elements[$0 * frames + frame] }
    }
    let temporary = try TemporaryFolder()
    let file = try temporary.write(
      interleaved, to: "a.wav",
      as: SoundFormat(encoding: Int(SF_FORMAT_FLOAT), rate: rate, channels: channels))
    let found = try segments(file, wholeClip())
    #expect(found[0].window.signalCount == expected.elements.count)
    #expect(Array(found[0].samples.prefix(expected.elements.count)) == expected.elements)
  }
}
