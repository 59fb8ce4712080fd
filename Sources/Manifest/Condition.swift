import GRDB

/// How sounds were when a run was asked about them: as they are, or with something done to them first.
public struct Condition: Hashable, Sendable {
  /// As people read it, such as `clean`.
  public let name: String

  public init(_ name: String) {
    self.name = name
  }

  /// Sounds as they are; what the views of results show.
  public static let clean = Condition("clean")
}

extension Condition {
  /// The row of ``clean``, from the migration on.
  static let cleanRow: Int64 = 0

  /// Nil where nothing was asked under it yet.
  func row(in db: Database) throws -> Int64? {
    if self == .clean { return Self.cleanRow }
    return try Int64.fetchOne(
      db, sql: "SELECT id FROM condition WHERE name = ?", arguments: [name])
  }

  func madeRow(in db: Database) throws -> Int64 {
    if let row = try row(in: db) { return row }
    try db.execute(sql: "INSERT INTO condition (name) VALUES (?)", arguments: [name])
    return db.lastInsertedRowID
  }
}
