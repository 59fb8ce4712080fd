import CLinux
import GRDB
import Glibc

/// The SQLite database that the stages share: clips, faults, artefacts, runs, scores.
public final class ManifestDatabase: Sendable {
  public let path: String
  /// False where the file system has no shared memory: rollback journalling is used there.
  public let usesWriteAheadLog: Bool
  let queue: DatabaseQueue

  /// Opens the manifest, and makes or upgrades it where needed.
  ///
  /// - Parameters:
  ///   - version: The program's version, which a newer manifest names when it refuses us.
  ///   - patience: For how many seconds another process may hold the manifest locked.
  public convenience init(
    path: String, version: String, patience: Double = 30
  ) throws(ManifestError) {
    try self.init(ManifestFile(path), patience: patience)
    try rethrowing { try upgrade(version: version) }
  }

  /// Opens a manifest that must be there.
  public convenience init(existing path: String, version: String) throws(ManifestError) {
    guard ManifestFile(path).exists else { throw ManifestError.absent(path: path) }
    try self.init(path: path, version: version)
  }

  /// A copy in memory to plan on, so that a dry run leaves no trace; empty where there is no manifest.
  public init(inMemoryCopyOf path: String, version: String) throws(ManifestError) {
    self.path = path
    usesWriteAheadLog = true
    do {
      queue = try DatabaseQueue(configuration: Self.configuration())
      let file = ManifestFile(path)
      if file.exists { try Self.copy(file, to: queue) }
    } catch {
      throw ManifestError(error, path: path)
    }
    try rethrowing { try upgrade(version: version) }
  }

  /// The same of a manifest that must be there.
  public convenience init(
    inMemoryCopyOfExisting path: String, version: String
  ) throws(ManifestError) {
    guard ManifestFile(path).exists else { throw ManifestError.absent(path: path) }
    try self.init(inMemoryCopyOf: path, version: version)
  }

  private init(_ file: ManifestFile, patience: Double) throws(ManifestError) {
    let configuration = Self.configuration(patience: patience)
    path = file.path
    var mode = ""
    do {
      queue = try Self.retryingWhileBusy {
        let size = file.sizeByItself
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
        mode = try queue.inDatabase { db in
          try file.refuseCutShort(db, size)
          try db.execute(sql: "PRAGMA synchronous = NORMAL")
          return try String.fetchOne(
            db, sql: "PRAGMA journal_mode = \(file.isOnNetwork ? "DELETE" : "WAL")") ?? ""
        }
        return queue
      }
    } catch {
      throw ManifestError(error, path: path)
    }
    usesWriteAheadLog = mode == "wal"
  }

  static func configuration(patience: Double = 0) -> GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(patience)
    return configuration
  }

  /// SQLite itself waits for a lock; this is for what it does not wait for, such as a table that
  /// another process is making.
  static func retryingWhileBusy<Result>(_ body: () throws -> Result) throws -> Result {
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
      throw ManifestError(error, path: path)
    }
  }
}
