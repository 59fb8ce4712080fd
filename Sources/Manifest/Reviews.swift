import DataSets
import GRDB

extension ManifestDatabase {
  /// Adds a verdict. Earlier ones on the clip are kept, and the last one counts.
  ///
  /// - Parameters:
  ///   - label: The clip's now, which is judged.
  ///   - suggested: The class that it is of; with ``Verdict/another`` alone.
  ///   - now: In ns since 1970.
  public func add(
    _ verdict: Verdict, on clip: String, of dataSet: Int64, label: String, suggested: String?,
    at now: Int
  ) throws(ManifestError) {
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO review (dataset, clip, label, verdict, suggested, given)
          VALUES (?, ?, ?, ?, ?, ?)
          """, arguments: [dataSet, clip, label, verdict.rawValue, suggested, now])
    }
  }

  /// Takes the last verdict back.
  ///
  /// - Returns: The clip that it was on; nil where there is none.
  public func takeBackReview(of dataSet: Int64) throws(ManifestError) -> String? {
    try write { db in
      try String.fetchOne(
        db,
        sql: """
          DELETE FROM review WHERE id = (SELECT max(id) FROM review WHERE dataset = ?)
          RETURNING clip
          """, arguments: [dataSet])
    }
  }
}
