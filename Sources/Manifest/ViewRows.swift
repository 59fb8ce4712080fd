import Digests
import GRDB

/// What a view says, as text.
public struct ViewRows: Sendable {
  public var columns: [String]
  public var rows: [[String]]

  /// The values of a row by the columns' names; nil for a column that the view has not.
  public subscript(row: Int, column: String) -> String? {
    columns.firstIndex(of: column).map { rows[row][$0] }
  }
}

extension ManifestDatabase {
  /// The rows of a published view that has a column `run`, in the view's order; null is empty text.
  public func rows(of view: String, runs: [Int64]) throws(ManifestError) -> ViewRows {
    let list = runs.map(String.init).joined(separator: ", ")
    return try rows(of: view, "WHERE run IN (\(list))")
  }

  /// The rows of a published view that has a column `experiment`, of one of them.
  public func rows(of view: String, experiment: String) throws(ManifestError) -> ViewRows {
    try rows(of: view, "WHERE experiment = ?", [experiment])
  }

  /// All rows of a published view.
  public func rows(of view: String) throws(ManifestError) -> ViewRows {
    try rows(of: view, "")
  }

  private func rows(
    of view: String, _ condition: String, _ arguments: StatementArguments = []
  ) throws(ManifestError) -> ViewRows {
    precondition(View.all.contains { $0.name == view }, "there is no view \(view)")
    return try read { db in
      let cursor = try Row.fetchCursor(
        db, sql: "SELECT * FROM \(view) \(condition)", arguments: arguments)
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
