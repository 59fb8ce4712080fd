import Cache
import Glibc
import Synchronization
import TestSupport
import Testing

/// A disk that refuses the n-th change that is asked of it, and is fine before and after.
final class FailingDisk: FileSystem {
  private let local = LocalFileSystem()
  private let failing: Int
  private let code: Int32
  /// What the paths that count contain.
  private let part: String
  private let count = Atomic<Int>(0)

  init(failingAt n: Int, with code: Int32, countingPathsWith part: String = "/") {
    failing = n
    self.code = code
    self.part = part
  }

  private let syncCount = Atomic<Int>(0)

  /// How often all was brought to the disk.
  var syncs: Int { syncCount.load(ordering: .relaxed) }

  /// How many changes were asked for.
  var changes: Int { count.load(ordering: .relaxed) }

  private func refuseIfDue(_ operation: String, _ path: String) throws(FileSystemError) {
    guard path.contains(part) else { return }
    if count.add(1, ordering: .relaxed).newValue == failing {
      throw FileSystemError(operation, path, code: code)
    }
  }

  /// The folders of objects are made ahead, and again by whoever finds one missing.
  func createDirectory(_ path: String) throws(FileSystemError) {
    if !path.dropLast("/ab".count).hasSuffix("/objects") {
      try refuseIfDue("make the folder", path)
    }
    try local.createDirectory(path)
  }

  func createRoomyDirectory(_ path: String, in workshop: String) throws(FileSystemError) {
    try refuseIfDue("make the folder", path)
    try local.createRoomyDirectory(path, in: workshop)
  }

  /// What a full disk leaves of a file is removed by whoever wrote it; what a broken one leaves stays.
  func replace(
    _ path: String, with bytes: RawSpan, permissions: mode_t, temporary: String, nursery: Nursery?
  ) throws(FileSystemError) {
    do {
      try refuseIfDue("write", temporary)
    } catch {
      if code == EIO {
        let half = bytes.extracting(first: bytes.byteCount / 2)
        try local.write(half, to: temporary, permissions: permissions)
      }
      throw error
    }
    try refuseIfDue("rename \(temporary) to", path)
    try local.replace(
      path, with: bytes, permissions: permissions, temporary: temporary,
      nursery: nursery)
  }

  func synchronize(_ path: String) throws(FileSystemError) {
    syncCount.add(1, ordering: .relaxed)
    try refuseIfDue("reach the disk of", path)
    try local.synchronize(path)
  }

  func remove(_ path: String) throws(FileSystemError) { try local.remove(path) }
  func read(_ path: String) throws(FileSystemError) -> [UInt8] { try local.read(path) }
  func size(of path: String) -> Int? { local.size(of: path) }
  func list(_ path: String) throws(FileSystemError) -> [String] { try local.list(path) }
  func freeBytes(at path: String) -> Int { local.freeBytes(at: path) }
}

@Suite struct FailingDiskTests {
  /// For every n: the run that meets the failure says it, and the next one ends as one that met none.
  @Test func aFailureAtAnyChangeIsGotOver() throws {
    let data = try SmallDataSet(clips: 4, folds: 2)
    data.overrides = ["training.epochs=1"]
    let flawless = FailingDisk(failingAt: 0, with: EIO)
    try data.runAll(files: flawless)
    let expected = try ManifestReader(data.manifest).results()
    #expect(flawless.changes > 50)
    for n in 1...flawless.changes {
      let code = n.isMultiple(of: 2) ? EIO : ENOSPC
      let name = "\(n).json"
      try data.writeConfiguration(name, place: "\(n)")
      let disk = FailingDisk(failingAt: n, with: code)
      #expect("change \(n)") {
        try data.runAll(config: "\(data.folder)/\(name)", files: disk)
      } throws: {
        ($0 as? FileSystemError)?.code == code
      }
      try data.runAll(config: "\(data.folder)/\(name)")
      let results = try ManifestReader("\(data.folder)/\(n)/manifest.sqlite").results()
      #expect(results == expected, "after a failure of change \(n) of \(flawless.changes)")
    }
  }
}
