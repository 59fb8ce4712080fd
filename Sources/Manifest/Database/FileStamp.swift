import Glibc

/// What changes when a file is written: by what it is taken for the same.
package struct FileStamp: Equatable, Sendable {
  package let size: Int
  /// Nanoseconds since 1970.
  package let modified: Int

  package init(size: Int, modified: Int) { (self.size, self.modified) = (size, modified) }

  /// Nil where there is no file.
  package init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    size = Int(status.st_size)
    modified = Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec)
  }
}
