import GRDB

extension ManifestDatabase {
  /// Asks a manifest a question or two, without a trace; nil if there is none.
  static func look<Result>(
    at path: String, version: String, _ body: (Database) throws -> Result
  ) throws(ManifestError) -> Result? {
    let file = ManifestFile(path)
    guard file.exists else { return nil }
    do {
      if let result = try lookingOnly(file, { queue in try queue.read { try ask($0, path, body) } })
      {
        return result
      }
      // An earlier program's: its tables lack what is asked for.
      return try ManifestDatabase(inMemoryCopyOf: path, version: version).read(body)
    } catch {
      throw ManifestError(error, path: path)
    }
  }

  private static func ask<Result>(
    _ db: Database, _ path: String, _ body: (Database) throws -> Result
  ) throws -> Result? {
    let migrator = Migration.migrator
    try refuseNewer(db, path: path)
    return try migrator.hasCompletedMigrations(db) ? body(db) : nil
  }

  static func copy(_ file: ManifestFile, to copy: DatabaseQueue) throws {
    let size = file.sizeByItself
    try lookingOnly(file) { manifest in
      try manifest.read { try file.refuseCutShort($0, size) }
      try manifest.backup(to: copy)
    }
  }

  /// Where no log lies beside the manifest, it is read as a file that nobody changes, and that holds if
  /// nobody did: an ordinary reader would leave a log, and could not read where it may not write.
  private static func lookingOnly<Result>(
    _ file: ManifestFile, _ body: (DatabaseQueue) throws -> Result
  ) throws -> Result {
    var configuration = configuration(patience: 30)
    configuration.readonly = true
    let before = file.stamp
    if !file.hasLog,
      let result = try? body(DatabaseQueue(path: file.immutableURI, configuration: configuration)),
      !file.hasLog, file.stamp == before
    {
      return result
    }
    return try body(DatabaseQueue(path: file.path, configuration: configuration))
  }
}
