import GRDB
import CLinux
import Glibc

/// The SQLite database that the stages share: clips, faults, artefacts, runs, scores.
public final class ManifestDatabase: Sendable {
  public let path: String
  /// False where the file system has no shared memory: rollback journalling is used there.
  public let usesWriteAheadLog: Bool
  private let queue: DatabaseQueue

  /// Opens the manifest, and makes or migrates it where needed.
  ///
  /// - Parameter version: The program's version, which a newer manifest names when it refuses us.
  public convenience init(path: String, version: String) throws(ManifestError) {
    try self.init(path: path, writesAheadLog: !Self.isOnNetwork(path))
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
      queue = try DatabaseQueue()
      if access(path, F_OK) == 0 {
        var configuration = Self.configuration
        configuration.readonly = true
        try DatabaseQueue(path: path, configuration: configuration).backup(to: queue)
      }
    } catch {
      throw Self.manifestError(error, path: path)
    }
    try rethrowing { try migrate(version: version) }
  }

  private init(path: String, writesAheadLog: Bool) throws(ManifestError) {
    self.path = path
    var mode = ""
    do {
      queue = try Self.retryingWhileBusy {
        let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
        mode = try queue.inDatabase { db in
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

  private static var configuration: GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(30)
    return configuration
  }

  /// NFS and CIFS: SQLite's shared memory does not work across machines.
  private static func isOnNetwork(_ path: String) -> Bool {
    var status = statfs()
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    guard statfs(folder.isEmpty ? "/" : folder, &status) == 0 else { return false }
    return [0x6969, 0xFF53_4D42, 0xFE53_4D42, 0x517B].contains(Int(status.f_type))
  }

  private func migrate(version: String) throws {
    let migrator = Schema.migrator
    let state = try queue.inDatabase { db in
      try (complete: migrator.hasCompletedMigrations(db), newer: migrator.hasBeenSuperseded(db))
    }
    if state.newer {
      let writer = try queue.inDatabase {
        try String.fetchOne($0, sql: "SELECT version FROM written_by")
      }
      throw ManifestError.newer(path: path, version: writer ?? "of a later date")
    }
    guard !state.complete else { return }
    // Several processes may open a new manifest at once; the first makes it, the others find it made.
    try Self.retryingWhileBusy {
      do {
        try migrator.migrate(queue)
      } catch let error as DatabaseError where error.resultCode != .SQLITE_CORRUPT {
        if try !queue.inDatabase({ try migrator.hasCompletedMigrations($0) }) {
          throw error
        }
      }
    }
    try write { db in
      try db.execute(sql: "DELETE FROM written_by")
      try db.execute(sql: "INSERT INTO written_by VALUES (?)", arguments: [version])
    }
  }

  private static func retryingWhileBusy<Result>(_ body: () throws -> Result) throws -> Result {
    for _ in 0..<100 {
      do {
        return try body()
      } catch let error as DatabaseError
        where [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(
          error.resultCode)
      {
        usleep(50_000)
      }
    }
    return try body()
  }

  // MARK: - Access for this target's queries

  func read<Result>(_ body: (Database) throws -> Result) throws(ManifestError) -> Result {
    try rethrowing { try queue.inDatabase(body) }
  }

  /// Runs `body` in one IMMEDIATE transaction.
  @discardableResult
  func write<Result>(_ body: (Database) throws -> Result) throws(ManifestError) -> Result {
    try rethrowing {
      var result: Result?
      try queue.inDatabase { db in
        try db.inTransaction(.immediate) {
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
    case let error as DatabaseError: ManifestError(error, path: path)
    default: ManifestError.unusable(path: path, reason: "\(error)")
    }
  }
}
