import CSndfile
import Glibc

/// Mono MP3 for players and browsers, an eighth of the size of 16-bit WAV or less.
public enum MPEGEncoder {
  /// The samples as an MP3 file; nil where this libsndfile writes none, or none of this rate (MP3 has
  /// 8, 11.025 and 12 kHz, and twice and four times these).
  /// - Parameter samples: Full scale is ±1; louder ones are clipped.
  /// - Parameter sampleRate: In Hz.
  public static func file(_ samples: Span<Float>, sampleRate: Int) -> [UInt8]? {
    var info = SF_INFO()
    info.samplerate = Int32(sampleRate)
    info.channels = 1
    info.format = Int32(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III)
    guard sf_format_check(&info) != 0 else { return nil }
    let file = MemoryFile()
    var callbacks = MemoryFile.callbacks
    guard
      let handle = sf_open_virtual(
        &callbacks, Int32(SFM_WRITE), &info, Unmanaged.passUnretained(file).toOpaque())
    else { return nil }
    // By quality, not by a bit rate that a silent clip would fill with nothing.
    var mode = Int32(SF_BITRATE_MODE_VARIABLE)
    sf_command(
      handle, Int32(SFC_SET_BITRATE_MODE), &mode, Int32(MemoryLayout.size(ofValue: mode)))
    let limited = (0..<samples.count).map { min(max(samples[$0], -1), 1) }
    let written = limited.withUnsafeBufferPointer {
      sf_writef_float(handle, $0.baseAddress, sf_count_t($0.count))
    }
    guard sf_close(handle) == 0, Int(written) == samples.count else { return nil }
    return file.bytes
  }
}
