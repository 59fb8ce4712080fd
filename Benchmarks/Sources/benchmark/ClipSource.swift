import DataSets
import Foundation

/// The clips that rendering is timed on, as `peers/make_bench_data.py` makes them, for those who
/// have no Python: 2,000 of 4 s, 16 bits, noise that swells and a tone, all in fold 1.
enum ClipSource: String, CaseIterable {
  case mono = "22050-mono"
  case stereo = "44100-stereo"

  static let clips = 2_000

  var sampleRate: Int { self == .mono ? 22_050 : 44_100 }
  var channels: Int { self == .mono ? 1 : 2 }

  /// Where they are, written by the first who asks.
  func folder() throws -> URL {
    let folder = Place.data.appending(path: self == .mono ? "mono22" : "stereo44")
    let last = folder.appending(path: "audio/fold1/\(Self.file(Self.clips - 1))")
    if !FileManager.default.fileExists(atPath: last.path) { try write(to: folder) }
    return folder
  }

  static func file(_ index: Int) -> String { "\(1000 + index)-\(index % 10)-0-0.wav" }

  private func write(to folder: URL) throws {
    let format = WaveFormat(sampleRate: sampleRate, channels: channels, encoding: .pcm16)
    let audio = folder.appending(path: "audio/fold1")
    let metadata = folder.appending(path: "metadata")
    for folder in [audio, metadata] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    var random = SystemRandomNumberGenerator()
    var rows = "slice_file_name,fsID,start,end,salience,fold,classID,class\n"
    for index in 0..<Self.clips {
      let name = Self.file(index)
      try Data(format.wavBytes(samples(index, &random))).write(to: audio.appending(path: name))
      rows += "\(name),\(1000 + index),0,4,1,1,\(index % 10),class\(index % 10)\n"
    }
    try Data(rows.utf8).write(to: metadata.appending(path: "UrbanSound8K.csv"))
  }

  private func samples(_ index: Int, _ random: inout SystemRandomNumberGenerator) -> [Float] {
    (0..<4 * sampleRate).flatMap { frame in
      let time = 2 * Float.pi * Float(frame) / Float(sampleRate)
      let swell = 1 + 0.8 * sin((0.5 + Float(index % 7)) * time)
      let tone = 0.3 * sin(Float(200 + 20 * (index % 50)) * time + Float(index))
      return (0..<channels).map { _ in
        // Even noise of the deviation 0.08.
        tone + 0.1386 * swell * Float.random(in: -1...1, using: &random)
      }
    }
  }
}
