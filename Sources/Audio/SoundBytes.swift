import CSndfile
import Glibc

/// The bytes of an open file, or of a part of it behind another start, as decoders ask for them.
///
/// They read a header in pieces of a few bytes, and ask where they are in between: those are answered
/// from memory.
package final class SoundBytes {
  private let descriptor: Int32
  private let source: Range<Int>
  /// What comes before the bytes of the file.
  private let head: [UInt8]
  package let size: Int
  private var position = 0
  /// The end of what a decoder has read.
  private(set) var furthest = 0
  private var block: [UInt8] = []
  /// Where `block` begins in the file.
  private var blockStart = 0

  /// Longer reads go past the block.
  private static let blockSize = 4096

  package convenience init(descriptor: Int32, size: Int) {
    self.init(descriptor, source: 0..<size, head: [])
  }

  private init(_ descriptor: Int32, source: Range<Int>, head: [UInt8]) {
    self.descriptor = descriptor
    self.source = source
    self.head = head
    size = head.count + source.count
  }

  /// Those of its bytes, behind `head`.
  package func part(_ places: Range<Int>, behind head: [UInt8] = []) -> SoundBytes {
    precondition(self.head.isEmpty, "a part is one of a file")
    let source = places.clamped(to: 0..<size)
    return SoundBytes(
      descriptor,
      source: self.source.lowerBound + source.lowerBound..<self.source.lowerBound
        + source.upperBound, head: head)
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
        return sf_count_t(SoundBytes.from(user).give(memory, Int(count)))
      },
      write: { _, _, _ in 0 },
      tell: { sf_count_t(SoundBytes.from($0).position) })
  }

  static func from(_ user: UnsafeMutableRawPointer?) -> SoundBytes {
    Unmanaged<SoundBytes>.fromOpaque(user!).takeUnretainedValue()
  }

  /// What a decoder, which gets an unretained `SoundBytes` as user data, asks for.
  func give(_ memory: UnsafeMutableRawPointer, _ count: Int) -> Int {
    let given = read(UnsafeMutableRawBufferPointer(start: memory, count: count))
    furthest = max(furthest, position)
    return given
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

  /// The bytes from there on, as many as there are up to `count`.
  func bytes(at place: Int, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { memory, read in
      read = peek(at: place, into: UnsafeMutableRawBufferPointer(memory))
    }
  }

  /// Whether those bytes lie there.
  func holds(_ text: StaticString, at place: Int) -> Bool {
    text.withUTF8Buffer { bytes(at: place, count: $0.count).elementsEqual($0) }
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
    if position < head.count {
      let count = min(memory.count, head.count - position)
      head.withUnsafeBytes {
        memory.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
      }
      return count
    }
    guard position < size else { return 0 }
    let place = source.lowerBound + position - head.count
    let wanted = min(memory.count, size - position)
    while true {
      let count = pread(descriptor, memory.baseAddress!, wanted, off_t(place))
      if count >= 0 || errno != EINTR { return count }
    }
  }
}
