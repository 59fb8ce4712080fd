import Cache
import Glibc
import TestSupport
import Testing

@Suite struct FileSystemTests {
  private let files = LocalFileSystem()
  private let folder: TemporaryFolder
  private var path: String { "\(folder.path)/file" }
  private var temporary: String { "\(folder.path)/tmp" }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func replace(_ path: String, with bytes: [UInt8]) throws {
    try files.replace(path, with: bytes.span.bytes, permissions: 0o444, temporary: temporary)
  }

  @Test func aFileIsPutWhereNoneWas() throws {
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    try replace(path, with: bytes)
    #expect(try files.read(path) == bytes)
    #expect(try files.list(folder.path) == ["file"])
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o444)
  }

  @Test func aFileTakesThePlaceOfAnother() throws {
    try replace(path, with: [1, 2, 3])
    let reader = open(path, O_RDONLY)
    defer { close(reader) }
    try files.write([9].span.bytes, to: temporary)
    try replace(path, with: [4])
    #expect(try files.read(path) == [4])
    #expect(try files.list(folder.path) == ["file"])
    var old: [UInt8] = [0, 0, 0]
    #expect(read(reader, &old, 3) == 3 && old == [1, 2, 3], "who read the old one goes on with it")
  }

  /// Whoever puts a link in an object's place reaches nothing by it.
  @Test func aLinkIsNotFollowed() throws {
    try replace(path, with: [1])
    try #require(symlink(path, "\(folder.path)/link") == 0)
    #expect {
      try files.read("\(folder.path)/link")
    } throws: {
      ($0 as? FileSystemError)?.code == ELOOP
    }
  }

  @Test func nothingIsLeftWhereAFolderIsMissing() throws {
    #expect {
      try replace("\(folder.path)/none/file", with: [1])
    } throws: {
      ($0 as? FileSystemError)?.code == ENOENT
    }
    #expect(try files.list(folder.path).isEmpty)
  }

  @Test func nothingIsLeftWhereAFolderIsInTheWay() throws {
    try files.createDirectory(path)
    #expect(throws: FileSystemError.self) { try replace(path, with: [1]) }
    #expect(try files.list(folder.path) == ["file"])
  }
}
