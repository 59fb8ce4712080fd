import CLinux
import GRDB
import Glibc

/// A manifest as a file on a disk.
struct ManifestFile {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  var log: String { "\(path)-wal" }
  var exists: Bool { access(path, F_OK) == 0 }
  var stamp: FileStamp? { FileStamp(of: path) }
  var hasLog: Bool { FileStamp(of: log) != nil }

  /// In bytes; 0 where a log beside it may hold the rest.
  var sizeByItself: Int { hasLog ? 0 : stamp?.size ?? 0 }

  /// SQLite takes what is missing of the last page for zeros.
  func refuseCutShort(_ db: Database, _ size: Int) throws {
    guard try size % (Int.fetchOne(db, sql: "PRAGMA page_size") ?? 1) == 0 else {
      throw ManifestError.damaged(path: path, reason: "it was cut short, at \(size) bytes")
    }
  }

  var immutableURI: String {
    let escapes: [Unicode.Scalar: String] = ["%": "%25", "?": "%3F", "#": "%23"]
    let escaped = path.unicodeScalars.map { escapes[$0] ?? String($0) }.joined()
    return (path.hasPrefix("/") ? "file://" : "file:") + escaped + "?immutable=1"
  }

  /// NFS and CIFS: SQLite's shared memory does not work across machines.
  var isOnNetwork: Bool {
    guard let type = fileSystem?.f_type else { return false }
    return [0x6969, 0xFF53_4D42, 0xFE53_4D42, 0x517B].contains(Int(type))
  }

  /// Whether less is free than the shared memory and a few pages of the log take.
  var hasNoRoom: Bool {
    guard let status = fileSystem else { return false }
    return UInt64(status.f_bavail) * UInt64(status.f_bsize) < 1 << 17
  }

  /// Why its folder cannot be written to; nil if it can.
  var folderRefusal: String? {
    access(folder, W_OK) == 0 ? nil : String(cString: strerror(errno))
  }

  private var fileSystem: statfs? {
    var status = statfs()
    return statfs(folder, &status) == 0 ? status : nil
  }

  private var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
