import Glibc

/// Zeroed pages of the operating system's, in huge ones where it has them; freed with its owner.
final class Memory {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  /// Blocks start on borders of this many bytes: what oneDNN's streaming stores need, and a bit
  /// more, so that no two tensors share a line.
  static let alignment = 256

  static func aligned(_ bytes: Int) -> Int {
    (bytes + alignment - 1) / alignment * alignment
  }

  init(byteCount: Int) throws {
    self.byteCount = max(byteCount, 1)
    let protection = PROT_READ | PROT_WRITE
    guard
      let base = mmap(nil, self.byteCount, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      base != MAP_FAILED
    else { throw EngineError.memory(bytes: byteCount, free: nil) }
    madvise(base, self.byteCount, MADV_HUGEPAGE)
    self.base = base
  }

  deinit {
    munmap(base, byteCount)
  }

  /// The system promises more than it has, and ends whoever takes it at its word.
  /// - Throws: `EngineError.memory` where that much would be more than is free.
  static func requireFree(_ bytes: Int) throws {
    guard let free = freeBytes, bytes > free else { return }
    throw EngineError.memory(bytes: bytes, free: free)
  }

  /// Linux's estimate of what programs can have without swapping.
  private static var freeBytes: Int? {
    guard let file = fopen("/proc/meminfo", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    while fgets(&line, Int32(line.count), file) != nil {
      let words = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self
      )
      .split(separator: " ")
      if words.count == 3, words[0] == "MemAvailable:" { return Int(words[1]).map { $0 * 1024 } }
    }
    return nil
  }
}
