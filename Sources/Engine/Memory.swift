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
    else { throw EngineError.memory(bytes: byteCount) }
    madvise(base, self.byteCount, MADV_HUGEPAGE)
    self.base = base
  }

  deinit {
    munmap(base, byteCount)
  }
}
