import CSndfile

/// What Vorbis leaves of a sound.
package enum VorbisCoding {
  /// Mono samples encoded and decoded again by libsndfile, as many as there were; nil where Vorbis does not
  /// take this rate.
  ///
  /// - Parameters:
  ///   - samples: Full scale is ±1.
  ///   - sampleRate: In Hz.
  ///   - quality: From 0, about 64 kbit/s of stereo, to 1.
  package static func coded(_ samples: [Float], sampleRate: Int, quality: Double) -> [Float]? {
    guard !samples.isEmpty else { return [] }
    var info = SF_INFO()
    info.samplerate = Int32(sampleRate)
    info.channels = 1
    info.format = Int32(SF_FORMAT_OGG | SF_FORMAT_VORBIS)
    guard sf_format_check(&info) != 0 else { return nil }
    let file = MemoryFile()
    let user = Unmanaged.passUnretained(file).toOpaque()
    var callbacks = MemoryFile.callbacks
    guard let encoder = sf_open_virtual(&callbacks, Int32(SFM_WRITE), &info, user) else {
      return nil
    }
    var quality = quality
    sf_command(
      encoder, Int32(SFC_SET_VBR_ENCODING_QUALITY), &quality,
      Int32(MemoryLayout.size(ofValue: quality)))
    let written = sf_writef_float(encoder, samples, sf_count_t(samples.count))
    guard sf_close(encoder) == 0, Int(written) == samples.count else { return nil }
    file.rewind()
    var read = SF_INFO()
    guard let decoder = sf_open_virtual(&callbacks, Int32(SFM_READ), &read, user) else {
      return nil
    }
    defer { sf_close(decoder) }
    var decoded = [Float](repeating: 0, count: samples.count)
    _ = sf_readf_float(decoder, &decoded, sf_count_t(decoded.count))
    return decoded
  }
}
