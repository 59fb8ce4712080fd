import Digests
import GRDB

/// Two clips of different recordings that are the same sound.
public struct NearDuplicate: Sendable {
  public var clip, other: Int64
  /// The digests of the files that were compared.
  public var source, otherSource: Digest
  /// Of what they share, up to 1.
  public var correlation: Double
  /// How much later the other begins than the clip, and how much they share, in seconds.
  public var lag, shared: Double

  public init(
    _ clip: SegmentCandidate, _ other: SegmentCandidate, correlation: Double, lag: Double,
    shared: Double
  ) {
    (self.clip, self.other) = (clip.clip, other.clip)
    (source, otherSource) = (clip.file.source, other.file.source)
    (self.correlation, self.lag, self.shared) = (correlation, lag, shared)
  }
}

extension ManifestDatabase {
  /// The recording of each clip of a data set.
  public func recordings(of dataSet: Int64) throws(ManifestError) -> [Int64: String] {
    try read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT id, recording FROM clip WHERE dataset = ?", arguments: [dataSet])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
  }

  /// Of all sounds that were compared last; nil where none ever were.
  public func duplicatesKey(of dataSet: Int64) throws(ManifestError) -> Digest? {
    try read { db in
      try Digest.fetchOne(
        db, sql: "SELECT key FROM duplicate_search WHERE dataset = ?", arguments: [dataSet])
    }
  }

  /// Replaces what was found before.
  public func record(
    _ pairs: [NearDuplicate], of dataSet: Int64, key: Digest
  ) throws(ManifestError) {
    try write { db in
      try db.execute(sql: "DELETE FROM near_duplicate WHERE dataset = ?", arguments: [dataSet])
      try db.execute(
        sql: "INSERT OR REPLACE INTO duplicate_search (dataset, key) VALUES (?, ?)",
        arguments: [dataSet, key])
      let insert = try db.makeStatement(
        sql: """
          INSERT INTO near_duplicate
            (dataset, clip, other, source, other_source, correlation, lag, shared)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for pair in pairs {
        try insert.execute(
          arguments: [
            dataSet, pair.clip, pair.other, pair.source, pair.otherSource, pair.correlation,
            pair.lag, pair.shared,
          ])
      }
    }
  }
}
