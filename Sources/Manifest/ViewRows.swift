import Digests
import GRDB

/// What a view says of some runs, as text.
public struct ViewRows: Sendable {
  public var columns: [String]
  public var rows: [[String]]
}

extension ManifestDatabase {
  /// The rows of a published view that has a column `run`, in the view's order; null is empty text.
  public func rows(
    of view: String, runs: [Int64]
  ) throws(ManifestError) -> ViewRows {
    precondition(View.all.contains { $0.name == view }, "there is no view \(view)")
    return try read { db in
      let list = runs.map(String.init).joined(separator: ", ")
      let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM \(view) WHERE run IN (\(list))")
      var result = ViewRows(columns: try db.columns(in: view).map(\.name), rows: [])
      while let row = try cursor.next() {
        result.rows.append(
          row.databaseValues.map { value in
            switch value.storage {
            case .null, .blob: ""
            case .int64(let number): "\(number)"
            case .double(let number): "\(number)"
            case .string(let text): text
            }
          })
      }
      return result
    }
  }

  /// The settings in which the leaderboard's rows differ, of one of them; empty where they do not.
  public func distinguishingSettings(of experiment: Digest) throws(ManifestError) -> String {
    try read { db in
      try String.fetchOne(
        db, sql: "SELECT settings FROM setting_of_experiment WHERE experiment = ?",
        arguments: [experiment]) ?? ""
    }
  }
}
