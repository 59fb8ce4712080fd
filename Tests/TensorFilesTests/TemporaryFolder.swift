import Glibc

/// A folder that is there while `body` runs.
enum TemporaryFolder {
  static func use(_ body: (String) throws -> Void) throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/soundmark-XXXXXX".utf8CString)
    let folder = String(cString: mkdtemp(&template))
    defer {
      for path in Files.all(under: folder, ending: "") { unlink(path) }
      rmdir(folder)
    }
    try body(folder)
  }
}
