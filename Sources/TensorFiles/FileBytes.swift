import Glibc

/// Whole files in memory, without Foundation. Links are followed: these are files that people name.
package enum FileBytes {
  /// The content of a regular file. Its size bounds what is allocated.
  package static func read(path: String) throws(TensorFileError) -> [UInt8] {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(file: path, reason: currentReason()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(file: path, reason: currentReason())
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(file: path, reason: "it is not a regular file")
    }
    var failure: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      askForHugePages(buffer)
      while count < buffer.count {
        let got = Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
        if got > 0 {
          count += got
        } else if got == 0 {
          break
        } else if errno != EINTR {
          failure = currentReason()
          break
        }
      }
    }
    if let failure { throw .unreadable(file: path, reason: failure) }
    return bytes
  }

  /// The time to read a large file that is in the page cache goes to page faults.
  private static func askForHugePages(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
    let (size, page) = (buffer.count, Int(getpagesize()))
    guard size >= 4 << 20, let base = buffer.baseAddress else { return }
    let skipped = -Int(bitPattern: base) & (page - 1)
    madvise(base + skipped, (size - skipped) / page * page, MADV_HUGEPAGE)
  }

  /// What the last failed call of the C library said.
  static func currentReason() -> String { String(cString: strerror(errno)) }
}
