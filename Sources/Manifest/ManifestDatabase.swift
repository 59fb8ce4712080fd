import CLinux
import GRDB
import Glibc

/// The SQLite database that the stages share: clips, faults, artefacts, runs, scores.
public final class ManifestDatabase: Sendable {
  public let path: String
  /// False where the file system has no shared memory: rollback journalling is used there.
  public let usesWriteAheadLog: Bool
  private let queue: DatabaseQueue

  /// Opens the manifest, and makes or migrates it where needed.
  ///
  /// - Parameters:
  ///   - version: The program's version, which a newer manifest names when it refuses us.
  ///   - patience: For how many seconds another process may hold the manifest locked.
  public convenience init(
    path: String, version: String, patience: Double = 30
  ) throws(ManifestError) {
    try self.init(path: path, writesAheadLog: !Self.isOnNetwork(path), patience: patience)
    try rethrowing { try migrate(version: version) }
  }

  /// Opens a manifest that must be there.
  public convenience init(existing path: String, version: String) throws(ManifestError) {
    guard access(path, F_OK) == 0 else { throw ManifestError.absent(path: path) }
    try self.init(path: path, version: version)
  }

  /// A copy in memory to plan on, so that a dry run leaves no trace; empty where there is no manifest.
  public init(inMemoryCopyOf path: String, version: String) throws(ManifestError) {
    self.path = path
    usesWriteAheadLog = true
    do {
      queue = try DatabaseQueue(configuration: Self.configuration())
      if access(path, F_OK) == 0 { try Self.copy(path, to: queue) }
    } catch {
      throw Self.manifestError(error, path: path)
    }
    try rethrowing { try migrate(version: version) }
  }

  /// The same of a manifest that must be there.
  public convenience init(
    inMemoryCopyOfExisting path: String, version: String
  ) throws(ManifestError) {
    guard access(path, F_OK) == 0 else { throw ManifestError.absent(path: path) }
    try self.init(inMemoryCopyOf: path, version: version)
  }

  private static func copy(_ path: String, to copy: DatabaseQueue) throws {
    let size = sizeByItself(path)
    try lookingOnly(path) { manifest in
      try manifest.read { try refuseCutShort($0, size, path: path) }
      try manifest.backup(to: copy)
    }
  }

  /// Asks a manifest a question or two, without a copy and without a trace; nil if there is none.
  static func look<Result>(
    at path: String, _ body: (Database) throws -> Result
  ) throws(ManifestError) -> Result? {
    guard access(path, F_OK) == 0 else { return nil }
    do {
      return try lookingOnly(path) { queue in
        try queue.read { db in
          try refuseNewer(db, path: path)
          return try body(db)
        }
      }
    } catch {
      throw manifestError(error, path: path)
    }
  }

  /// Where no log lies beside the manifest, it is read as a file that nobody changes, and that holds if
  /// nobody did: an ordinary reader would leave a log, and could not read where it may not write.
  private static func lookingOnly<Result>(
    _ path: String, _ body: (DatabaseQueue) throws -> Result
  ) throws -> Result {
    var configuration = configuration(patience: 30)
    configuration.readonly = true
    let log = "\(path)-wal"
    let before = FileStamp(path)
    if FileStamp(log) == nil,
      let result = try? body(
        DatabaseQueue(path: immutableURI(path), configuration: configuration)),
      FileStamp(log) == nil, FileStamp(path) == before
    {
      return result
    }
    return try body(DatabaseQueue(path: path, configuration: configuration))
  }

  /// In bytes; 0 where a log beside it may hold the rest.
  private static func sizeByItself(_ path: String) -> Int {
    FileStamp("\(path)-wal") == nil ? FileStamp(path)?.size ?? 0 : 0
  }

  /// SQLite takes what is missing of the last page for zeros.
  private static func refuseCutShort(_ db: Database, _ size: Int, path: String) throws {
    guard try size % (Int.fetchOne(db, sql: "PRAGMA page_size") ?? 1) == 0 else {
      throw ManifestError.damaged(path: path, reason: "it was cut short, at \(size) bytes")
    }
  }

  private static func refuseNewer(_ db: Database, path: String) throws {
    guard try Schema.migrator.hasBeenSuperseded(db) else { return }
    let writer = try String.fetchOne(db, sql: "SELECT version FROM written_by")
    throw ManifestError.newer(path: path, version: writer ?? "of a later date")
  }

  private static func immutableURI(_ path: String) -> String {
    let escapes: [Unicode.Scalar: String] = ["%": "%25", "?": "%3F", "#": "%23"]
    let escaped = path.unicodeScalars.map { escapes[$0] ?? String($0) }.joined()
    return (path.hasPrefix("/") ? "file://" : "file:") + escaped + "?immutable=1"
  }

  private static func configuration(patience: Double = 0) -> GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(patience)
    return configuration
  }

  private init(path: String, writesAheadLog: Bool, patience: Double) throws(ManifestError) {
    let configuration = Self.configuration(patience: patience)
    self.path = path
    var mode = ""
    do {
      queue = try Self.retryingWhileBusy {
        let size = Self.sizeByItself(path)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        mode = try queue.inDatabase { db in
          try Self.refuseCutShort(db, size, path: path)
          try db.execute(sql: "PRAGMA synchronous = NORMAL")
          return try String.fetchOne(
            db, sql: "PRAGMA journal_mode = \(writesAheadLog ? "WAL" : "DELETE")") ?? ""
        }
        return queue
      }
    } catch {
      throw Self.manifestError(error, path: path)
    }
    usesWriteAheadLog = mode == "wal"
  }

  /// NFS and CIFS: SQLite's shared memory does not work across machines.
  private static func isOnNetwork(_ path: String) -> Bool {
    guard let type = fileSystem(of: path)?.f_type else { return false }
    return [0x6969, 0xFF53_4D42, 0xFE53_4D42, 0x517B].contains(Int(type))
  }

  /// Whether less is free than the shared memory and a few pages of the log take.
  private static func hasNoRoom(_ path: String) -> Bool {
    guard let status = fileSystem(of: path) else { return false }
    return UInt64(status.f_bavail) * UInt64(status.f_bsize) < 1 << 17
  }

  private static func fileSystem(of path: String) -> statfs? {
    var status = statfs()
    return statfs(folder(of: path), &status) == 0 ? status : nil
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func migrate(version: String) throws {
    let migrator = Schema.migrator
    let isComplete = try Self.retryingWhileBusy {
      try queue.inDatabase { db in
        try Self.refuseNewer(db, path: path)
        return try migrator.hasCompletedMigrations(db)
      }
    }
    guard !isComplete else { return }
    // Several processes may open a new manifest at once; the first makes it, the others find it made.
    try Self.retryingWhileBusy {
      do {
        try migrator.migrate(queue)
      } catch let error as DatabaseError where error.resultCode != .SQLITE_CORRUPT {
        guard (try? queue.inDatabase { try migrator.hasCompletedMigrations($0) }) == true else {
          throw error
        }
      }
    }
    try write { db in
      try db.execute(sql: "DELETE FROM written_by")
      try db.execute(sql: "INSERT INTO written_by VALUES (?)", arguments: [version])
    }
  }

  /// SQLite itself waits for a lock; this is for what it does not wait for, such as a table that
  /// another process is making.
  private static func retryingWhileBusy<Result>(_ body: () throws -> Result) throws -> Result {
    let deadline = ContinuousClock.now + .seconds(5)
    while true {
      do {
        return try body()
      } catch let error as DatabaseError
        where [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(
          error.resultCode) && ContinuousClock.now < deadline
      {
        usleep(50_000)
      }
    }
  }

  // MARK: - Access for this target's queries

  /// Asks in one transaction: of one state, and with one lock for all questions.
  func read<Result>(_ body: (Database) throws -> Result) throws(ManifestError) -> Result {
    try inTransaction(.deferred, body)
  }

  /// Runs `body` in one IMMEDIATE transaction.
  @discardableResult
  func write<Result>(_ body: (Database) throws -> Result) throws(ManifestError) -> Result {
    try inTransaction(.immediate, body)
  }

  private func inTransaction<Result>(
    _ kind: Database.TransactionKind, _ body: (Database) throws -> Result
  ) throws(ManifestError) -> Result {
    try rethrowing {
      var result: Result?
      try queue.inDatabase { db in
        try db.inTransaction(kind) {
          result = try body(db)
          return .commit
        }
      }
      return result!
    }
  }

  private func rethrowing<Result>(_ body: () throws -> Result) throws(ManifestError) -> Result {
    do {
      return try body()
    } catch {
      throw Self.manifestError(error, path: path)
    }
  }

  private static func manifestError(_ error: any Error, path: String) -> ManifestError {
    switch error {
    case let error as ManifestError: error
    case let error as DatabaseError
    where [.SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_ERROR].contains(error.resultCode)
      && hasNoRoom(path):
      // SQLite says so of the manifest itself only, not of the files beside it.
      ManifestError.full(path: path)
    case let error as DatabaseError
    where error.resultCode == .SQLITE_CANTOPEN && access(folder(of: path), W_OK) != 0:
      ManifestError.readOnly(
        path: path, reason: "its folder cannot be written to (\(String(cString: strerror(errno))))")
    case let error as DatabaseError: ManifestError(error, path: path)
    default: ManifestError.unusable(path: path, reason: "\(error)")
    }
  }
}

/// What changes when a file is written.
private struct FileStamp: Equatable {
  let size: off_t
  private let modified: [Int]

  /// Nil where there is no file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    size = status.st_size
    modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
  }
}
