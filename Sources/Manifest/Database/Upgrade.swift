import GRDB

extension ManifestDatabase {
  /// Brings tables and views to what this program expects of them.
  ///
  /// - Parameter version: The program's version.
  func upgrade(version: String) throws {
    let migrator = Migration.migrator
    let isCurrent = try Self.retryingWhileBusy {
      try queue.inDatabase { db in
        try Self.refuseNewer(db, path: path)
        return try migrator.hasCompletedMigrations(db) && MadeViews.areCurrent(in: db)
      }
    }
    guard !isCurrent else { return }
    try Self.retryingWhileBusy { try migrate(migrator) }
    try write { db in
      if try !MadeViews.areCurrent(in: db) { try MadeViews.makeAgain(in: db) }
      try db.execute(sql: "DELETE FROM written_by")
      try db.execute(sql: "INSERT INTO written_by (version) VALUES (?)", arguments: [version])
    }
  }

  /// Several processes may open a manifest at once; the first migrates it, the others find it done.
  private func migrate(_ migrator: DatabaseMigrator) throws {
    // A view, ours or a person's, may name what a migration removes: SQLite is not to look.
    try queue.inDatabase { try $0.execute(sql: "PRAGMA legacy_alter_table = ON") }
    do {
      try migrator.migrate(queue)
    } catch let error as DatabaseError where error.resultCode != .SQLITE_CORRUPT {
      guard (try? queue.inDatabase { try migrator.hasCompletedMigrations($0) }) == true else {
        throw error
      }
    }
    try queue.inDatabase { try $0.execute(sql: "PRAGMA legacy_alter_table = OFF") }
  }

  static func refuseNewer(_ db: Database, path: String) throws {
    guard try Migration.migrator.hasBeenSuperseded(db) else { return }
    let writer = try String.fetchOne(db, sql: "SELECT version FROM written_by")
    throw ManifestError.newer(path: path, version: writer ?? "of a later date")
  }
}
