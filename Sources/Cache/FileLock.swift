import Glibc

/// A lock that the kernel gives back when its holder ends, however it ends (`flock`).
public struct FileLock: ~Copyable {
  public enum Mode: Sendable {
    case shared, exclusive
  }

  private let descriptor: Int32

  /// Takes the lock, or returns nil when another process holds it against us.
  public init?(_ path: String, _ mode: Mode) throws(FileSystemError) {
    try self.init(path, (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB)
  }

  /// Waits for the lock; nil when the wait was interrupted.
  public static func waiting(for path: String, _ mode: Mode, unless isInterrupted: () -> Bool)
    throws(FileSystemError) -> FileLock?
  {
    while !isInterrupted() {
      if let lock = try FileLock(path, mode) { return lock }
      usleep(20_000)
    }
    return nil
  }

  private init?(_ path: String, _ operation: Int32) throws(FileSystemError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw FileSystemError("open the lock", path) }
    while flock(descriptor, operation) != 0 {
      if errno == EINTR { continue }
      let code = errno
      close(descriptor)
      guard code == EWOULDBLOCK else { throw FileSystemError("lock", path, code: code) }
      return nil
    }
  }

  deinit {
    close(descriptor)
  }
}
