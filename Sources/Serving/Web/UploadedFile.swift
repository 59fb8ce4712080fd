import Glibc

/// A file without a name that anybody else could know, in the folder for such files.
struct UploadedFile: Sendable {
  let path: String
  private let descriptor: Int32

  /// - Throws: `UploadError`.
  init() throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array("\(folder)/soundmark-upload-XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else {
      throw UploadError(place: folder, reason: String(cString: strerror(errno)))
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// - Throws: `UploadError`.
  func append(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        if count < 0, errno == EINTR { continue }
        throw UploadError(place: path, reason: String(cString: strerror(errno)))
      }
      rest = rest.dropFirst(count)
    }
  }

  func remove() {
    close(descriptor)
    unlink(path)
  }

  /// A part of any file.
  ///
  /// - Throws: `UploadError` where it is shorter now, or gone.
  static func read(_ path: String, _ part: Range<Int>) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw UploadError(place: path, reason: "it is gone") }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: part.count)
    let count = pread(file, &bytes, part.count, off_t(part.lowerBound))
    guard count == part.count else { throw UploadError(place: path, reason: "it is shorter now") }
    return bytes
  }
}

struct UploadError: Error, CustomStringConvertible {
  let place: String
  let reason: String

  var description: String {
    "Could not keep or read the file \(place): \(reason); make room, or set TMPDIR, and try again."
  }
}
