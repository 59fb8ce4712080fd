import Glibc

/// A file that appears under its name when it is whole, and not before: what is written goes to a
/// neighbour, which `commit()` renames. Without that, the neighbour is removed.
struct OutputFile: ~Copyable {
  let path: String
  private(set) var byteCount = 0
  private var descriptor: Int32

  private static func neighbour(of path: String) -> String { "\(path).\(getpid()).part" }

  init(path: String) throws(TensorFileError) {
    self.path = path
    descriptor = open(Self.neighbour(of: path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .unwritable(file: path, reason: FileBytes.currentReason())
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(Self.neighbour(of: path))
  }

  mutating func append(_ bytes: RawSpan) throws(TensorFileError) {
    try write(bytes, at: byteCount)
    byteCount += bytes.byteCount
  }

  /// Writes over what is there.
  func write(_ bytes: RawSpan, at offset: Int) throws(TensorFileError) {
    let isWritten = bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = pwrite(
          descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
        if count > 0 { done += count } else if count == 0 || errno != EINTR { return false }
      }
      return true
    }
    guard isWritten else { throw failure() }
  }

  consuming func commit() throws(TensorFileError) {
    // Some file systems report a full disk only here.
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard isClosed, rename(Self.neighbour(of: path), path) == 0 else {
      let failure = failure()
      unlink(Self.neighbour(of: path))
      throw failure
    }
  }

  private func failure() -> TensorFileError {
    .unwritable(file: path, reason: FileBytes.currentReason())
  }
}
