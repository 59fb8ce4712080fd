import CSndfile
import Glibc

/// A file in memory that libsndfile writes, going back to its head at the end, and reads.
final class MemoryFile {
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

  /// Back to its first byte.
  func rewind() { position = 0 }

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
