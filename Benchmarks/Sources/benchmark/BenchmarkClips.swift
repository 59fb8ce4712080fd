import DataSets
import Foundation

/// The clips that rendering is timed on, as `peers/make_bench_data.py` makes them, for those who
/// have no Python: 400 of 4 s, 16 bits, noise that swells and a tone, all in fold 1.
enum BenchmarkClips {
  static func write(to folder: URL, sampleRate: Int, channels: Int) throws {
    let format = WaveFormat(sampleRate: sampleRate, channels: channels, encoding: .pcm16)
    let audio = folder.appending(path: "audio/fold1")
    let metadata = folder.appending(path: "metadata")
    for folder in [audio, metadata] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    var random = SystemRandomNumberGenerator()
    var rows = "slice_file_name,fsID,start,end,salience,fold,classID,class\n"
    for index in 0..<400 {
      let name = "\(1000 + index)-\(index % 10)-0-0.wav"
      let samples = clip(index, sampleRate: sampleRate, channels: channels, &random)
      try Data(format.wavBytes(samples)).write(to: audio.appending(path: name))
      rows += "\(name),\(1000 + index),0,4,1,1,\(index % 10),class\(index % 10)\n"
    }
    try Data(rows.utf8).write(to: metadata.appending(path: "UrbanSound8K.csv"))
  }

  private static func clip(
    _ index: Int, sampleRate: Int, channels: Int, _ random: inout SystemRandomNumberGenerator
  ) -> [Float] {
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
