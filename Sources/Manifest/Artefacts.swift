import Digests
import GRDB

/// An artefact that a stage made.
public struct NewArtefact: Sendable {
  public var kind: ArtefactKind
  public var key: Digest
  public var object: Digest
  /// Bytes.
  public var size: Int
  public var stageVersion: Int
  /// A tensor's shape.
  public var bands: Int?
  public var frames: Int?
  /// Samples at the end of a window that are padding.
  public var padded: Int?
  /// The row of the object that it is; nil: the whole.
  public var place: Int?

  public init(
    kind: ArtefactKind, key: Digest, object: Digest, size: Int, stageVersion: Int,
    bands: Int? = nil, frames: Int? = nil, padded: Int? = nil, place: Int? = nil
  ) {
    self.kind = kind
    self.key = key
    self.object = object
    self.size = size
    self.stageVersion = stageVersion
    self.bands = bands
    self.frames = frames
    self.padded = padded
    self.place = place
  }
}

/// An artefact that is recorded.
public struct StoredArtefact: Sendable {
  public var id: Int64
  public var key: Digest
  public var object: Digest
  public var size: Int
  public var padded: Int?
}

/// What becomes of a clip's windows under a recipe.
public struct UsageChange: Sendable {
  public enum Product: Sendable {
    case made(NewArtefact)
    /// Found by its key, under another recipe or name.
    case found(Int64)
  }

  public var clip: Int64
  /// The first of `products` belongs to this segment.
  public var firstSegment: Int
  public var products: [Product]
  /// Whether segments after the last of `products` are gone.
  public var isWholeClip: Bool
  /// What was noted of the clip's sound.
  public var notes: [NoteRecord]

  public init(
    clip: Int64, firstSegment: Int, products: [Product], isWholeClip: Bool,
    notes: [NoteRecord] = []
  ) {
    self.clip = clip
    self.notes = notes
    self.firstSegment = firstSegment
    self.products = products
    self.isWholeClip = isWholeClip
  }
}

extension ManifestDatabase {
  /// What a recipe has given, by clip and segment.
  public func artefacts(of recipe: Int64) throws(ManifestError) -> [Int64: [Int: StoredArtefact]] {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT usage.clip, usage.segment, artefact.id, artefact.key, artefact.object,
                 artefact.size, artefact.padded
          FROM usage JOIN artefact ON artefact.id = usage.artefact WHERE usage.recipe = ?
          """, arguments: [recipe])
      var found: [Int64: [Int: StoredArtefact]] = [:]
      while let row = try rows.next() {
        found[row[0], default: [:]][row[1]] = StoredArtefact(row, at: 2)
      }
      return found
    }
  }

  /// Which of these keys of one kind are known, with their artefacts.
  public func artefacts(
    _ kind: ArtefactKind, withKeys keys: [Digest]
  ) throws(ManifestError) -> [Digest: StoredArtefact] {
    guard !keys.isEmpty else { return [:] }
    return try read { db in
      let hasAny = try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM artefact WHERE kind = ?)", arguments: [kind.rawValue]
      )!
      guard hasAny else { return [:] }
      let statement = try db.makeStatement(
        sql: "SELECT id, key, object, size, padded FROM artefact WHERE key = ?")
      var found: [Digest: StoredArtefact] = [:]
      for key in keys {
        if let row = try Row.fetchOne(statement, arguments: [key]) {
          found[key] = StoredArtefact(row, at: 0)
        }
      }
      return found
    }
  }

  /// Records one artefact that belongs to no clip, and returns its row.
  public func record(_ artefact: NewArtefact, stageRun: Int64) throws(ManifestError) -> Int64 {
    try write { db in try Self.insert(artefact, stageRun: stageRun, db) }
  }

  /// Records what a stage made, and takes back what it found wrong with these clips before.
  ///
  /// A change whose clip has other content by now (a second ingest ran meanwhile) is left out:
  /// `inputs` are the source digests, by clip, that the work was done from.
  public func record(
    _ changes: [UsageChange], faults: [(clip: Int64, fault: FaultRecord)], stage: String,
    recipe: Int64, inputs: [Int64: Digest], stageRun: Int64
  ) throws(ManifestError) {
    try write { db in
      let current = try db.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM clip WHERE id = ?1 AND (?2 IS NULL OR source = ?2))")
      let use = try db.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO usage (recipe, clip, segment, artefact) VALUES (?, ?, ?, ?)
          """)
      let clear = try db.cachedStatement(
        sql: "DELETE FROM fault WHERE clip = ? AND stage = ? AND ifnull(recipe, 0) = ?")
      let trim = try db.cachedStatement(
        sql: "DELETE FROM usage WHERE recipe = ? AND clip = ? AND segment >= ?")
      // Mostly none has, and then there is nothing to take back clip by clip.
      let fault = try db.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM fault WHERE stage = ? AND ifnull(recipe, 0) = ?)")
      let hadFaults = try Bool.fetchOne(fault, arguments: [stage, recipe])!
      func isCurrent(_ clip: Int64) throws -> Bool {
        try Bool.fetchOne(current, arguments: [clip, inputs[clip]])!
      }
      for change in changes where try isCurrent(change.clip) {
        for (offset, product) in change.products.enumerated() {
          let artefact =
            switch product {
            case .made(let artefact): try Self.insert(artefact, stageRun: stageRun, db)
            case .found(let id): id
            }
          try use.execute(
            arguments: [recipe, change.clip, change.firstSegment + offset, artefact])
        }
        if change.isWholeClip {
          try trim.execute(
            arguments: [recipe, change.clip, change.firstSegment + change.products.count])
        }
        if hadFaults { try clear.execute(arguments: [change.clip, stage, recipe]) }
        try Self.record(change.notes, of: change.clip, recipe: recipe, db)
      }
      for (clip, fault) in faults where try isCurrent(clip) {
        try clear.execute(arguments: [clip, stage, recipe])
        try db.execute(
          sql: """
            INSERT INTO fault (clip, stage, recipe, category, message) VALUES (?, ?, ?, ?, ?)
            """,
          arguments: [clip, stage, recipe, fault.category, fault.message])
        try db.execute(
          sql: "DELETE FROM usage WHERE recipe = ? AND clip = ?", arguments: [recipe, clip])
      }
    }
  }

  static func insert(_ artefact: NewArtefact, stageRun: Int64, _ db: Database) throws -> Int64 {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO artefact
          (kind, key, object, size, stage_version, stage_run, bands, frames, padded, place)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET
          object = excluded.object, size = excluded.size, stage_run = excluded.stage_run,
          bands = excluded.bands, frames = excluded.frames, padded = excluded.padded,
          place = excluded.place
        RETURNING id
        """)
    return try Int64.fetchOne(
      statement,
      arguments: [
        artefact.kind.rawValue, artefact.key, artefact.object, artefact.size, artefact.stageVersion,
        stageRun,
        artefact.bands, artefact.frames, artefact.padded, artefact.place,
      ])!
  }
}

extension StoredArtefact {
  /// The columns id, key, object, size, padded from `column` on; nil where the join found none.
  init?(_ row: Row, at column: Int) {
    guard let id: Int64 = row[column] else { return nil }
    self.init(
      id: id, key: row[column + 1], object: row[column + 2], size: row[column + 3],
      padded: row[column + 4])
  }
}
