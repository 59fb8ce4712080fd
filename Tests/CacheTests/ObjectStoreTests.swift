import Cache
import Digests
import Glibc
import TestSupport
import Testing

@Suite struct ObjectStoreTests {
  let folder: TemporaryFolder
  let store: ObjectStore
  let bytes = Array("a spectrogram".utf8)

  init() throws {
    folder = try TemporaryFolder()
    store = ObjectStore(root: folder.path)
    try store.prepare()
  }

  @Test func objectsLieUnderTheirDigest() throws {
    let digest = try store.store(bytes, as: .tensor)
    #expect(digest == Digest(of: bytes))
    let path = ObjectStore.path(of: digest, .tensor)
    #expect(path == "objects/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2)).npy")
    #expect(try LocalFileSystem().read("\(folder.path)/\(path)") == bytes)
    #expect(try store.read(digest, .tensor) == bytes)
    #expect(try store.leftovers().isEmpty)
  }

  @Test func severalMayPrepareACacheAtOnce() async throws {
    for round in 0..<8 {
      let store = ObjectStore(root: "\(folder.path)/\(round)")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in UInt8(0)..<4 {
          group.addTask {
            try store.prepare()
            _ = try store.store([worker], as: .tensor)
          }
        }
        try await group.waitForAll()
      }
      #expect(try store.contents().count == 4)
      #expect(try LocalFileSystem().list(store.root) == ["objects", "tmp"])
    }
  }

  @Test func objectsAreReadOnly() throws {
    let digest = try store.store(bytes, as: .tensor)
    var status = stat()
    #expect(stat(store.absolutePath(of: digest, .tensor), &status) == 0)
    #expect(status.st_mode & 0o222 == 0)
  }

  @Test func aTornObjectIsNotHeldAndIsRepairedByStoringAgain() throws {
    let digest = try store.store(bytes, as: .tensor)
    let path = store.absolutePath(of: digest, .tensor)
    unlink(path)
    try LocalFileSystem().write(bytes.span.bytes.extracting(droppingLast: 1), to: path)
    #expect(try !store.holds(digest, .tensor, size: bytes.count))
    #expect(try store.store(bytes, as: .tensor) == digest)
    #expect(try store.holds(digest, .tensor, size: bytes.count))
  }

  @Test func contentsListObjectsAndStrangers() throws {
    let digest = try store.store(bytes, as: .tensor)
    try LocalFileSystem().createDirectory("\(folder.path)/objects/zz")
    try LocalFileSystem().write(bytes.span.bytes, to: "\(folder.path)/objects/zz/stranger")
    let contents = try store.contents()
    #expect(contents.count == 2)
    #expect(contents.first { $0.digest == digest }?.size == bytes.count)
    #expect(contents.first { $0.digest == nil }?.path == "objects/zz/stranger")
    try store.removeFile("objects/zz/stranger")
    #expect(try LocalFileSystem().list("\(folder.path)/objects").count == 1)
  }

  @Test func aFullDiskIsSaidInASentence() throws {
    let full = ObjectStore(root: folder.path, files: FullFileSystem())
    #expect {
      try full.store(bytes, as: .tensor)
    } throws: { error in
      let error = try #require(error as? FileSystemError)
      return error.isFull && "\(error)".contains("make room there")
    }
  }
}

/// A disk on which nothing can be written any more.
private struct FullFileSystem: FileSystem {
  private let files = LocalFileSystem()

  func createDirectory(_ path: String) throws(FileSystemError) { try files.createDirectory(path) }
  func write(
    _ bytes: RawSpan, to path: String, permissions: mode_t
  ) throws(FileSystemError) {
    throw FileSystemError("write", path, code: ENOSPC)
  }
  func rename(_ path: String, to newPath: String) throws(FileSystemError) {
    try files.rename(path, to: newPath)
  }
  func remove(_ path: String) throws(FileSystemError) { try files.remove(path) }
  func read(_ path: String) throws(FileSystemError) -> [UInt8] { try files.read(path) }
  func size(of path: String) throws(FileSystemError) -> Int? { try files.size(of: path) }
  func list(_ path: String) throws(FileSystemError) -> [String] { try files.list(path) }
  func freeBytes(at path: String) -> Int { 0 }
  func synchronize(_ path: String) throws(FileSystemError) {}
}

@Suite struct FileLockTests {
  @Test func readersShareAndAWriterStandsAlone() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/lock"
    func isFree(for mode: FileLock.Mode) throws -> Bool {
      guard let lock = try FileLock(path, mode) else { return false }
      _ = consume lock
      return true
    }
    do {
      let reader = try FileLock(path, .shared)
      let isShared = try isFree(for: .shared)
      let isExclusive = try isFree(for: .exclusive)
      #expect(isShared && !isExclusive)
      _ = consume reader
    }
    let isExclusive = try isFree(for: .exclusive)
    #expect(isExclusive, "a lock goes with its holder")
  }
}
