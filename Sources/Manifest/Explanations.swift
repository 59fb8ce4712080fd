import Digests
import GRDB

/// Where a clip lies on a run's map.
public struct MapPoint: Sendable {
  public var clip: Int64
  /// By t-SNE.
  public var x, y: Double
  /// Along the first two principal components.
  public var first, second: Double

  public init(clip: Int64, x: Double, y: Double, first: Double, second: Double) {
    (self.clip, self.x, self.y, self.first, self.second) = (clip, x, y, first, second)
  }
}

/// What a run's network goes by in one range of bands or of time, in the mean over clips of a class.
public struct EvidenceRecord: Sendable {
  public enum Axis: String, Sendable { case bands, times }

  public var label: Int
  public var axis: Axis
  /// Of the range, from the lowest, or first, on.
  public var place: Int
  /// In Hz or seconds.
  public var low, high: Double
  public var clips: Int
  /// The share of Grad-CAM's map there; nil where the network has none.
  public var activation: Double?
  /// What the class's probability loses when the range is covered.
  public var loss: Double

  public init(
    label: Int, axis: Axis, place: Int, low: Double, high: Double, clips: Int,
    activation: Double?, loss: Double
  ) {
    (self.label, self.axis, self.place) = (label, axis, place)
    (self.low, self.high, self.clips) = (low, high, clips)
    (self.activation, self.loss) = (activation, loss)
  }
}

extension Condition {
  static let imagePrefix = "image: "

  /// Spectrograms that something was done to, as if they were pictures.
  public init(imageChange: String) { self.init(Self.imagePrefix + imageChange) }
}

extension ManifestDatabase {
  /// Clips that a run took for what they are.
  public func clipsFound(by run: Int64) throws(ManifestError) -> Set<Int64> {
    try read { db in
      try Set(
        Int64.fetchAll(
          db, sql: "SELECT clip FROM clean_prediction WHERE run = ? AND predicted = label",
          arguments: [run]))
    }
  }

  /// Of all that a run's map depends on; nil where there is none.
  public func mapKey(of run: Int64) throws(ManifestError) -> Digest? {
    try read { db in
      try Digest.fetchOne(db, sql: "SELECT key FROM clip_map WHERE run = ?", arguments: [run])
    }
  }

  /// Replaces a run's map.
  public func recordMap(
    of run: Int64, _ points: [MapPoint], perplexity: Double, divergence: Double, key: Digest
  ) throws(ManifestError) {
    try write { db in
      try db.execute(sql: "DELETE FROM clip_map WHERE run = ?", arguments: [run])
      try db.execute(
        sql: "INSERT INTO clip_map (run, key, perplexity, divergence) VALUES (?, ?, ?, ?)",
        arguments: [run, key, perplexity, divergence])
      let insert = try db.makeStatement(
        sql: "INSERT INTO map_point (run, clip, x, y, first, second) VALUES (?, ?, ?, ?, ?, ?)")
      for point in points {
        try insert.execute(
          arguments: [run, point.clip, point.x, point.y, point.first, point.second])
      }
    }
  }

  /// Of all that a run's evidence depends on.
  public func evidenceKey(of run: Int64) throws(ManifestError) -> Digest? {
    try read { db in
      try Digest.fetchOne(db, sql: "SELECT key FROM evidence WHERE run = ?", arguments: [run])
    }
  }

  /// Replaces a run's evidence.
  public func record(
    _ evidence: [EvidenceRecord], of run: Int64, key: Digest
  ) throws(ManifestError) {
    try write { db in
      try db.execute(sql: "DELETE FROM evidence WHERE run = ?", arguments: [run])
      try db.execute(
        sql: "INSERT INTO evidence (run, key) VALUES (?, ?)", arguments: [run, key])
      let insert = try db.makeStatement(
        sql: """
          INSERT INTO evidence_of_class
            (run, label, axis, place, low, high, clips, activation, loss)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for row in evidence {
        try insert.execute(
          arguments: [
            run, row.label, row.axis.rawValue, row.place, row.low, row.high, row.clips,
            row.activation, row.loss,
          ])
      }
    }
  }
}
