import GRDB
import TestSupport

extension SmallDataSet {
  /// The first column of what a query gives, as text; null is empty.
  func query(_ sql: String) throws -> [String] {
    try DatabaseQueue(path: manifest).read { db in
      try GRDB.Row.fetchAll(db, sql: sql).map { row in
        String.fromDatabaseValue(row[0]) ?? Int.fromDatabaseValue(row[0]).map(String.init) ?? ""
      }
    }
  }

  func execute(_ sql: String) throws {
    try DatabaseQueue(path: manifest).write { try $0.execute(sql: sql) }
  }
}
