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

/// A file that libsndfile writes, which goes back to its head at the end.
private final class MemoryFile {
  var bytes: [UInt8] = []
  private var position = 0

  static var callbacks: SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(MemoryFile.from($0).bytes.count) },
      seek: { offset, whence, user in MemoryFile.from(user).seek(Int(offset), whence) },
      read: { memory, count, user in MemoryFile.from(user).read(memory!, Int(count)) },
      write: { memory, count, user in MemoryFile.from(user).write(memory!, Int(count)) },
      tell: { sf_count_t(MemoryFile.from($0).position) })
  }

  private static func from(_ user: UnsafeMutableRawPointer?) -> MemoryFile {
    Unmanaged<MemoryFile>.fromOpaque(user!).takeUnretainedValue()
  }

  private func seek(_ offset: Int, _ whence: Int32) -> sf_count_t {
    let base =
      switch whence {
      case SEEK_CUR: position
      case SEEK_END: bytes.count
      default: 0
      }
    position = max(0, base + offset)
    return sf_count_t(position)
  }

  private func read(_ memory: UnsafeMutableRawPointer, _ count: Int) -> sf_count_t {
    let given = max(0, min(count, bytes.count - position))
    guard given > 0 else { return 0 }
    bytes.withUnsafeBytes { memory.copyMemory(from: $0.baseAddress! + position, byteCount: given) }
    position += given
    return sf_count_t(given)
  }

  private func write(_ memory: UnsafeRawPointer, _ count: Int) -> sf_count_t {
    let given = UnsafeRawBufferPointer(start: memory, count: count)
    if position + count > bytes.count {
      bytes += [UInt8](repeating: 0, count: position + count - bytes.count)
    }
    bytes.replaceSubrange(position..<position + count, with: given)
    position += count
    return sf_count_t(count)
  }
}
