import Digests
import Foundation
import GRDB
import GRDBSQLite

extension Digest: DatabaseValueConvertible, StatementColumnConvertible {
  public var databaseValue: DatabaseValue { withBytes { Data($0) }.databaseValue }

  public static func fromDatabaseValue(_ value: DatabaseValue) -> Digest? {
    Data.fromDatabaseValue(value).flatMap { Digest(bytes: Array($0)) }
  }

  public init?(sqliteStatement: SQLiteStatement, index: CInt) {
    guard let bytes = sqlite3_column_blob(sqliteStatement, index) else { return nil }
    let count = Int(sqlite3_column_bytes(sqliteStatement, index))
    self.init(bytes: UnsafeRawBufferPointer(start: bytes, count: count))
  }
}
