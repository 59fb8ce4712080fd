extension WaveformFile {
  /// A mono WAV file of 16 bits, which every player and browser plays; louder samples than full scale
  /// (±1) are clipped.
  /// - Parameter sampleRate: In Hz.
  public static func plain(_ samples: Span<Float>, sampleRate: Int) -> [UInt8] {
    var bytes = WaveformForm.pcm16.header(sampleCount: samples.count, sampleRate: sampleRate)
    bytes.reserveCapacity(bytes.count + 2 * samples.count)
    for index in samples.indices {
      let level = (samples[index] * 32_768).rounded()
      let step = level.isNaN ? 0 : Int16(min(max(level, -32_768), 32_767))
      bytes.append(UInt8(truncatingIfNeeded: step))
      bytes.append(UInt8(truncatingIfNeeded: step >> 8))
    }
    return bytes
  }
}
