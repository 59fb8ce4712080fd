import Glibc

/// A small file system in memory, mounted while this lives.
final class Mount {
  let path: String

  /// Nil where this process may not mount.
  init?(megabytes: Int, at path: String) {
    self.path = path
    Glibc.mkdir(path, 0o777)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else { return nil }
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
  }

  /// Takes all room but so many bytes.
  func fill(leaving bytes: Int) {
    let descriptor = open("\(path)/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    defer { close(descriptor) }
    var status = statvfs()
    fstatvfs(descriptor, &status)
    let free = Int(status.f_bavail * status.f_frsize)
    if free > bytes { posix_fallocate(descriptor, 0, free - bytes) }
  }

  func makeRoom() {
    unlink("\(path)/filler")
  }

  func makeReadOnly(_ isReadOnly: Bool) -> Bool {
    mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | (isReadOnly ? MS_RDONLY : 0)), nil) == 0
  }
}
