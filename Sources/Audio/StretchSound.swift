/// A part of a sound file in memory, as a person listens to it: at the file's own rate, its channels mixed.
package struct StretchSound {
  package let samples: [Float]
  package let sampleRate: Int

  /// - Throws: `AudioFault` where the file gives no samples, or the stretch leads beyond its end.
  package init(path: String, _ stretch: Stretch) throws(AudioFault) {
    var file = try AudioFile(path: path)
    let header = try file.select(stretch)
    var decoder = MonoDecoder(channels: .mean)
    try decoder.begin(&file)
    var samples = [Float](repeating: 0, count: header.frames)
    var count = 0
    while count < samples.count {
      let more = try samples.withUnsafeMutableBufferPointer { buffer throws(AudioFault) in
        try decoder.decode(&file, into: UnsafeMutableBufferPointer(rebasing: buffer[count...]))
      }
      if more == 0 { break }
      count += more
    }
    self.samples = Array(samples.prefix(count))
    sampleRate = header.sampleRate
  }
}
