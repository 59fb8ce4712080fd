import CSndfile
import Foundation
import TestSupport

/// Files as they are found in the wild, in UrbanSound8K's layout, with what is to come of each.
struct WildClips {
  static let header = "slice_file_name,fsID,start,end,salience,fold,classID,class\n"

  private let files: TemporaryFolder
  private var rows = Array(header.utf8)
  /// Clip to category.
  private(set) var faults: [String: String] = [:]
  private(set) var sounds: Set<String> = []

  init(in files: TemporaryFolder) throws {
    self.files = files
    for folder in ["audio/fold1", "elsewhere"] {
      try FileManager.default.createDirectory(
        atPath: "\(files.path)/\(folder)", withIntermediateDirectories: true)
    }
    try addBroken()
    try addFormats()
    try addNames()
    try addPlaces()
    try files.write(rows, to: "metadata.csv")
  }

  func project(followLinks: Bool = false) throws -> Project {
    try files.write(
      """
      {
        "dataset": { "metadata": "metadata.csv", "audio": "audio", "followLinks": \(followLinks) },
        "paths": { "manifest": "manifest.sqlite", "cache": "cache" },
        "segment": { "sampleRate": 8000, "seconds": 0.5 },
        "spectrogram": { "fftSize": 256, "hopLength": 128, "melBands": 16 }
      }
      """, to: "pipeline.json")
    return Project(files)
  }

  /// Lists a clip; nil: it is a sound.
  private mutating func list(_ name: String, _ fault: String?) {
    list(Array(name.utf8))
    if let fault { faults[name] = fault } else { sounds.insert(name) }
  }

  private mutating func list(_ name: [UInt8]) {
    let quoted = name.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
    rows += Array("\"".utf8) + quoted + Array("\",1,0,1,1,1,0,air_conditioner\n".utf8)
  }

  private func place(_ name: String) -> String { "audio/fold1/\(name)" }

  private var second: [UInt8] { WaveHeader().bytes + [UInt8](repeating: 7, count: 16_000) }

  private mutating func add(_ name: String, _ bytes: [UInt8], _ fault: String?) throws {
    try files.write(bytes, to: place(name))
    list(name, fault)
  }

  private mutating func addBroken() throws {
    try add("truncated.wav", Array(second.prefix(9_000)), "not-audio")
    try add("header only.wav", Array(second.prefix(44)), "not-audio")
    try add("half a header.wav", Array(second.prefix(20)), "not-audio")
    try add("nothing.wav", [], "empty")
    try add("no frames.wav", WaveHeader(dataBytes: 0).bytes, "empty")
    try add(
      "picture.wav", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF".utf8) + second, "not-audio")
    try add("zeros.wav", [UInt8](repeating: 0, count: 5_000), "not-audio")
    // Writers to a pipe leave these lengths, since they cannot know them: what is there counts.
    try add("2^32 bytes.wav", WaveHeader(dataBytes: .max).bytes + [1, 2, 3, 4], nil)
    try add("2^31 frames.wav", WaveHeader(bits: 8, dataBytes: 1 << 31).bytes + second, nil)
    try add("2^30 frames.wav", WaveHeader(bits: 8, dataBytes: 1 << 30).bytes + second, "not-audio")
    try add("60000 channels.wav", WaveHeader(channels: 60_000).bytes + second, "not-audio")
    try add("no rate.wav", WaveHeader(rate: 0).bytes + second, "not-audio")
    try add("rate.wav", WaveHeader(rate: .max).bytes + second, "not-audio")
    for (name, value) in [("nan.wav", Float.nan), ("infinity.wav", .infinity)] {
      var samples = noise(4_000)
      samples[3_000] = value
      try files.write(samples, to: place(name), as: SoundFormat(encoding: Int(SF_FORMAT_FLOAT)))
      list(name, "not-finite")
    }
    list("not there.wav", "missing")
  }

  private mutating func addFormats() throws {
    var formats: [SoundFormat] = []
    for rate in [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000] {
      formats.append(SoundFormat(rate: rate))
    }
    for encoding in [
      SF_FORMAT_PCM_U8, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32, SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE,
      SF_FORMAT_IMA_ADPCM, SF_FORMAT_MS_ADPCM, SF_FORMAT_ALAW,
    ] {
      formats.append(SoundFormat(encoding: Int(encoding)))
    }
    for channels in 2...8 { formats.append(SoundFormat(channels: channels)) }
    formats.append(SoundFormat(container: Int(SF_FORMAT_FLAC)))
    formats.append(SoundFormat(container: Int(SF_FORMAT_OGG), encoding: Int(SF_FORMAT_VORBIS)))
    formats.append(
      SoundFormat(
        container: Int(SF_FORMAT_MPEG), encoding: Int(SF_FORMAT_MPEG_LAYER_III), rate: 44_100))
    for (index, format) in formats.enumerated() {
      let name = "format \(index).wav"
      try files.write(noise(format.rate / 2 * format.channels), to: place(name), as: format)
      list(name, nil)
    }
    try files.write([0.5], to: place("one sample.wav"), as: SoundFormat())
    list("one sample.wav", nil)
  }

  private mutating func addNames() throws {
    for name in [
      "a b.wav", "it's.wav", "say \"hi\".wav", "two\nlines.wav", "100%s %n.wav", "Hölle 犬.wav",
      "e\u{301}.wav", "\u{e9}.wav", "\u{1b}[31mred.wav", "bell\u{7}.wav", "\u{202e}vaw.wav",
      "'; DROP TABLE clip; --.wav", "$(touch x).wav", "-rf.wav", "tab\t.wav",
    ] {
      try add(name, second, nil)
    }
    let notText = Array("audio/fold1/\u{e9}".utf8) + [0xFF, 0xFE]
    let stream = (Array("\(files.path)/".utf8) + notText + [0]).withUnsafeBytes {
      fopen($0.bindMemory(to: CChar.self).baseAddress!, "w")
    }
    if let stream { fclose(stream) }
    list(Array(notText.dropFirst("audio/fold1/".utf8.count)))
    faults["\u{e9}\\xFF\\xFE"] = "bad-name"
  }

  private mutating func addPlaces() throws {
    try files.write(second, to: "outside.wav")
    list("../../outside.wav", "outside")
    list("/etc/hostname", "outside")
    let folder = "\(files.path)/audio/fold1"
    symlink("\(files.path)/outside.wav", "\(folder)/link out.wav")
    list("link out.wav", "outside")
    symlink("a b.wav", "\(folder)/link in.wav")
    list("link in.wav", nil)
    symlink("round.wav", "\(folder)/round.wav")
    list("round.wav", "unreadable")
    mkfifo("\(folder)/pipe.wav", 0o666)
    list("pipe.wav", "unreadable")
    mkdir("\(folder)/folder.wav", 0o777)
    list("folder.wav", "unreadable")
    symlink("\(files.path)/elsewhere", "\(folder)/elsewhere")
    try files.write(second, to: "elsewhere/a.wav")
    list("elsewhere/a.wav", "outside")
  }
}

/// The first 44 bytes of a WAV file, true or not.
struct WaveHeader {
  var channels: UInt16 = 1
  var rate: UInt32 = 8_000
  var bits: UInt16 = 16
  var dataBytes: UInt32 = 16_000

  var bytes: [UInt8] {
    func little(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    let frame = channels &* (bits / 8)
    return Array("RIFF".utf8) + little(dataBytes &+ 36) + Array("WAVEfmt ".utf8)
      + little(UInt32(16)) + little(UInt16(1)) + little(channels) + little(rate)
      + little(rate &* UInt32(frame)) + little(frame) + little(bits) + Array("data".utf8)
      + little(dataBytes)
  }
}
