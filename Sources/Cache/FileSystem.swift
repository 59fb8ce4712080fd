import CLinux
import Glibc

/// What the cache asks of a disk. Tests hand it one that fails at the n-th call.
public protocol FileSystem: Sendable {
  /// Makes a folder and the ones above it; fine if it is there.
  func createDirectory(_ path: String) throws(FileSystemError)
  /// Writes a new file whole; fails if there is one of that name, and then or later leaves nothing.
  func write(_ bytes: RawSpan, to path: String, permissions: mode_t) throws(FileSystemError)
  /// Gives a file another path on the same disk, in the place of what is there.
  func rename(_ path: String, to newPath: String) throws(FileSystemError)
  /// Removes a file or an empty folder; fine if it is not there.
  func remove(_ path: String) throws(FileSystemError)
  /// The content of a file, which is no link: nobody links what the cache wrote.
  func read(_ path: String) throws(FileSystemError) -> [UInt8]
  /// The size of a regular file in bytes; nil if there is none.
  func size(of path: String) throws(FileSystemError) -> Int?
  /// The names in a folder, sorted; none if there is no such folder.
  func list(_ path: String) throws(FileSystemError) -> [String]
  /// Bytes that this user can still write where `path` lies.
  func freeBytes(at path: String) -> Int
  /// Waits until everything written to this file system has reached the disk.
  func synchronize(_ path: String) throws(FileSystemError)
}

extension FileSystem {
  /// Puts a file in the place of what is there, or of nothing: who reads it sees the old one or the new
  /// one, whole.
  ///
  /// - Parameter temporary: Where it lies until then, on the same disk and for nobody else.
  public func replace(
    _ path: String, with bytes: RawSpan, permissions: mode_t = 0o666, temporary: String
  ) throws(FileSystemError) {
    try remove(temporary)
    try write(bytes, to: temporary, permissions: permissions)
    do throws(FileSystemError) {
      try rename(temporary, to: path)
    } catch {
      try? remove(temporary)
      throw error
    }
  }
}

/// What a disk refused: the operation, the path, and the system's reason.
public struct FileSystemError: Error, Equatable, CustomStringConvertible {
  public let operation: String
  public let path: String
  public let code: Int32

  public init(_ operation: String, _ path: String, code: Int32 = errno) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  public var isFull: Bool { code == ENOSPC || code == EDQUOT }

  public var description: String {
    let advice =
      switch code {
      case ENOSPC, EDQUOT: "make room there (soundmark collect shows what can go) and run it again"
      case EMFILE, ENFILE: "raise the limit (ulimit -n) or ask for fewer --jobs, and run it again"
      case EACCES, EPERM, EROFS: "check who owns it, or choose another paths.cache"
      default: "check that disk and run it again"
      }
    return "Could not \(operation) \(path): \(String(cString: strerror(code))); \(advice)."
  }
}

/// The file system of this machine.
public struct LocalFileSystem: FileSystem {
  public init() {}

  public func createDirectory(_ path: String) throws(FileSystemError) {
    if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw FileSystemError("make the folder", path)
    }
    try createDirectory(String(path[..<slash]))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw FileSystemError("make the folder", path)
    }
  }

  public func write(
    _ bytes: RawSpan, to path: String, permissions: mode_t = 0o666
  ) throws(FileSystemError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, permissions)
    guard descriptor >= 0 else { throw FileSystemError("write", path) }
    do throws(FileSystemError) {
      try writeAll(bytes, to: descriptor, path)
    } catch {
      close(descriptor)
      unlink(path)
      throw error
    }
    guard close(descriptor) == 0 else {
      let error = FileSystemError("write", path)
      unlink(path)
      throw error
    }
  }

  private func writeAll(
    _ bytes: RawSpan, to descriptor: Int32, _ path: String
  ) throws(FileSystemError) {
    var written = 0
    while written < bytes.byteCount {
      let count = bytes.extracting(droppingFirst: written).withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress!, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileSystemError("write", path) }
      written += count
    }
  }

  public func rename(_ path: String, to newPath: String) throws(FileSystemError) {
    guard Glibc.rename(path, newPath) == 0 else {
      throw FileSystemError("rename \(path) to", newPath)
    }
  }

  public func remove(_ path: String) throws(FileSystemError) {
    guard Glibc.remove(path) == 0 || errno == ENOENT else { throw FileSystemError("remove", path) }
  }

  public func read(_ path: String) throws(FileSystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileSystemError("read", path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileSystemError("read", path) }
    let size = Int(status.st_size)
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let part = Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
        if part < 0 && errno == EINTR { continue }
        if part < 0 { failure = errno }
        if part <= 0 { break }
        count += part
      }
    }
    guard failure == 0 else { throw FileSystemError("read", path, code: failure) }
    return bytes
  }

  public func size(of path: String) throws(FileSystemError) -> Int? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw FileSystemError("look at", path)
    }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  public func list(_ path: String) throws(FileSystemError) -> [String] {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return [] }
      throw FileSystemError("list", path)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  public func freeBytes(at path: String) -> Int {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return .max }
    return Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
  }

  public func synchronize(_ path: String) throws(FileSystemError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileSystemError("reach the disk of", path) }
    defer { close(descriptor) }
    guard syncfs(descriptor) == 0 else { throw FileSystemError("reach the disk of", path) }
  }
}
