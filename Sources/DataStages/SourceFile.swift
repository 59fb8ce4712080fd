import Audio
import Glibc
import Manifest
import Pipeline

/// A clip's file, opened for reading; it is closed with its owner.
///
/// Nothing is opened here that could block or that is not a regular file.
struct SourceFile: ~Copyable {
  let descriptor: Int32
  let state: FileState

  /// - Throws: `AudioFault` `missing` or `unreadable`.
  init(folder: String, path: String) throws(AudioFault) {
    let descriptor = open("\(folder)/\(path)", O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw Self.fault(errno, path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Self.notAFile(path, status.st_mode)
    }
    self.descriptor = descriptor
    state = FileState(status)
  }

  deinit {
    close(descriptor)
  }

  /// Whether nobody changed the file, nor put another in its place, since it was opened.
  var isUnchanged: Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && FileState(status) == state
  }

  static func fault(_ code: Int32, _ path: String) -> AudioFault {
    code == ENOENT || code == ENOTDIR
      ? AudioFault(
        .missing, "There is no file \(path) under dataset.audio, but the metadata lists it.")
      : AudioFault(
        .unreadable,
        "Could not open \(path): \(String(cString: strerror(code))); check who may read it.")
  }

  static func notAFile(_ path: String, _ mode: mode_t) -> AudioFault {
    let found =
      switch mode & S_IFMT {
      case S_IFDIR: "a folder"
      case S_IFIFO: "a pipe"
      case S_IFSOCK: "a socket"
      default: "a device"
      }
    return AudioFault(.unreadable, "\(path) is \(found), expected a sound file.")
  }

  static func changed(_ path: String) -> AudioFault {
    AudioFault(
      .unreadable, "\(path) is not what ingest found there; run soundmark ingest again.")
  }
}

extension FileState {
  init(_ status: stat) {
    self.init(
      size: Int(status.st_size), modified: Self.nanoseconds(status.st_mtim),
      changed: Self.nanoseconds(status.st_ctim), inode: Int(truncatingIfNeeded: status.st_ino))
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
  }
}
