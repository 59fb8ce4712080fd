import CSndfile
import Glibc

/// The bytes of an open file as libsndfile asks for them.
///
/// It reads a header in pieces of a few bytes, and asks where it is in between: those are answered
/// from memory.
package final class SoundBytes {
  private let descriptor: Int32
  let size: Int
  private var position = 0
  private var block: [UInt8] = []
  /// Where `block` begins in the file.
  private var blockStart = 0

  /// Longer reads go past the block.
  private static let blockSize = 4096

  package init(descriptor: Int32, size: Int) {
    self.descriptor = descriptor
    self.size = size
  }

  /// What libsndfile calls, with an unretained `SoundBytes` as user data.
  static var callbacks: SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(SoundBytes.from($0).size) },
      seek: { offset, whence, user in
        sf_count_t(SoundBytes.from(user).seek(Int(offset), whence))
      },
      read: { memory, count, user in
        guard let memory, count > 0 else { return 0 }
        let bytes = SoundBytes.from(user)
        return sf_count_t(
          bytes.read(UnsafeMutableRawBufferPointer(start: memory, count: Int(count))))
      },
      write: { _, _, _ in 0 },
      tell: { sf_count_t(SoundBytes.from($0).position) })
  }

  private static func from(_ user: UnsafeMutableRawPointer?) -> SoundBytes {
    Unmanaged<SoundBytes>.fromOpaque(user!).takeUnretainedValue()
  }

  /// Moves there as `lseek` does; -1 where no file can be.
  @discardableResult
  package func seek(_ offset: Int, _ whence: Int32 = SEEK_SET) -> Int {
    let base =
      switch whence {
      case SEEK_CUR: position
      case SEEK_END: size
      default: 0
      }
    let (place, isTooFar) = base.addingReportingOverflow(offset)
    guard !isTooFar, place >= 0 else { return -1 }
    position = place
    return place
  }

  /// Fills `memory` from where it is and moves on; returns how many bytes there were.
  package func read(_ memory: UnsafeMutableRawBufferPointer) -> Int {
    var filled = 0
    while filled < memory.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: memory[filled...])
      let count = rest.count < Self.blockSize ? readBlock(rest) : readFile(rest)
      if count <= 0 { break }
      filled += count
      position += count
    }
    return filled
  }

  /// As `read` does from there, but stays where it is.
  package func peek(at place: Int, into memory: UnsafeMutableRawBufferPointer) -> Int {
    let here = position
    defer { position = here }
    position = place
    return read(memory)
  }

  private func readBlock(_ memory: UnsafeMutableRawBufferPointer) -> Int {
    if !(blockStart..<blockStart + block.count).contains(position) {
      blockStart = position
      block = [UInt8](unsafeUninitializedCapacity: Self.blockSize) { bytes, count in
        count = max(0, readFile(UnsafeMutableRawBufferPointer(bytes)))
      }
    }
    let count = min(memory.count, blockStart + block.count - position)
    guard count > 0 else { return 0 }
    block.withUnsafeBytes { bytes in
      memory.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[(position - blockStart)...].prefix(count)))
    }
    return count
  }

  private func readFile(_ memory: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = pread(descriptor, memory.baseAddress!, memory.count, off_t(position))
      if count >= 0 || errno != EINTR { return count }
    }
  }
}
