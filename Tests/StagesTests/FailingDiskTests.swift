import Cache
import Glibc
import Synchronization
import TestSupport
import Testing

/// A disk that refuses the n-th call of a kind, and is fine before and after.
final class FailingDisk: FileSystem {
  enum Calls { case changes, looks }

  private let local = LocalFileSystem()
  private let failing: Int
  private let calls: Calls
  private let code: Int32
  /// What the paths that count contain.
  private let part: String
  private let counter = Atomic<Int>(0)
  private let syncCounter = Atomic<Int>(0)

  init(
    failingAt n: Int, of calls: Calls = .changes, with code: Int32,
    countingPathsWith part: String = "/"
  ) {
    failing = n
    self.calls = calls
    self.code = code
    self.part = part
  }

  /// How many calls of the kind there were.
  var count: Int { counter.load(ordering: .relaxed) }

  /// How often all was brought to the disk.
  var syncs: Int { syncCounter.load(ordering: .relaxed) }

  private func refuseIfDue(
    _ calls: Calls, _ operation: String, _ path: String
  ) throws(FileSystemError) {
    guard calls == self.calls, path.contains(part) else { return }
    if counter.add(1, ordering: .relaxed).newValue == failing {
      throw FileSystemError(operation, path, code: code)
    }
  }

  /// The folders of objects are made by whoever finds one missing, which may be two at once.
  func createDirectory(_ path: String) throws(FileSystemError) {
    if !path.dropLast("/ab".count).hasSuffix("/objects") {
      try refuseIfDue(.changes, "make the folder", path)
    }
    try local.createDirectory(path)
  }

  /// What a full disk leaves of a file is removed by whoever wrote it; what a broken one leaves stays.
  func write(
    _ bytes: RawSpan, to path: String, permissions: mode_t
  ) throws(FileSystemError) {
    do {
      try refuseIfDue(.changes, "write", path)
    } catch {
      if code == EIO {
        let half = bytes.extracting(first: bytes.byteCount / 2)
        try local.write(half, to: path, permissions: permissions)
      }
      throw error
    }
    try local.write(bytes, to: path, permissions: permissions)
  }

  /// Into a folder that is not there none fails by itself.
  func rename(_ path: String, to newPath: String) throws(FileSystemError) {
    if access(String(newPath[..<newPath.lastIndex(of: "/")!]), F_OK) == 0 {
      try refuseIfDue(.changes, "rename \(path) to", newPath)
    }
    try local.rename(path, to: newPath)
  }

  func synchronize(_ path: String) throws(FileSystemError) {
    syncCounter.add(1, ordering: .relaxed)
    try refuseIfDue(.changes, "reach the disk of", path)
    try local.synchronize(path)
  }

  func remove(_ path: String) throws(FileSystemError) { try local.remove(path) }

  func read(_ path: String) throws(FileSystemError) -> [UInt8] {
    try refuseIfDue(.looks, "read", path)
    return try local.read(path)
  }

  func size(of path: String) throws(FileSystemError) -> Int? {
    try refuseIfDue(.looks, "look at", path)
    return try local.size(of: path)
  }

  func list(_ path: String) throws(FileSystemError) -> [String] {
    try refuseIfDue(.looks, "list", path)
    return try local.list(path)
  }

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
    #expect(flawless.count > 50)
    for n in 1...flawless.count {
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
      #expect(results == expected, "after a failure of change \(n) of \(flawless.count)")
    }
  }
  /// A plan takes no object for missing, which would be made again, that cannot be looked at.
  @Test func aPlanThatMeetsAFailureSaysIt() throws {
    let data = try SmallDataSet(clips: 4, folds: 2)
    data.overrides = ["training.epochs=1"]
    try data.runAll()
    let flawless = FailingDisk(failingAt: 0, of: .looks, with: EIO)
    #expect(try data.runAll(files: flawless) == Counts())
    #expect(flawless.count > 20)
    for n in 1...flawless.count {
      let disk = FailingDisk(failingAt: n, of: .looks, with: EIO)
      #expect("look \(n)") {
        try data.runAll(files: disk)
      } throws: {
        ($0 as? FileSystemError)?.code == EIO
      }
    }
    #expect(try data.runAll() == Counts())
  }
}
