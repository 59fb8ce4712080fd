import Digests
import GRDB

/// A row of a pack: an object that holds many small artefacts of one kind.
public struct PackRow: Sendable {
  public var artefact: Int64
  /// The pack.
  public var object: Digest
  /// Bytes of the pack.
  public var size: Int
  /// From 0.
  public var place: Int
}

extension ManifestDatabase {
  /// Where artefacts of a kind that comes in packs lie, by their keys; those that are not known lack.
  public func packRows(
    _ kind: ArtefactKind, withKeys keys: some Collection<Digest>
  ) throws(ManifestError) -> [Digest: PackRow] {
    try read { db in
      let statement = try db.makeStatement(
        sql: "SELECT id, object, size, place FROM artefact WHERE key = ? AND kind = ?")
      var found: [Digest: PackRow] = [:]
      for key in keys {
        if let row = try Row.fetchOne(statement, arguments: [key, kind.rawValue]) {
          found[key] = PackRow(artefact: row[0], object: row[1], size: row[2], place: row[3])
        }
      }
      return found
    }
  }

  /// All rows of packs, pack by pack.
  public func packs() throws(ManifestError) -> [Digest: [PackRow]] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT id, object, size, place FROM artefact WHERE place IS NOT NULL ORDER BY place, id
          """)
      return Dictionary(
        grouping: rows.map { PackRow(artefact: $0[0], object: $0[1], size: $0[2], place: $0[3]) },
        by: \.object)
    }
  }

  /// Notes that rows have moved to another pack.
  public func move(_ rows: [PackRow]) throws(ManifestError) {
    try write { db in
      for row in rows {
        try db.execute(
          sql: "UPDATE artefact SET object = ?, size = ?, place = ? WHERE id = ?",
          arguments: [row.object, row.size, row.place, row.artefact])
      }
    }
  }

  /// Notes what a configuration says to a kind of artefact, where that is known only when it is made.
  ///
  /// - Returns: The recipe.
  public func add(
    recipe text: String, _ kind: ArtefactKind, to configuration: Int64
  ) throws(ManifestError) -> Int64 {
    try write { db in
      let recipe = try Self.recipe(kind, text, db)
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO configuration_recipe (configuration, kind, recipe)
          VALUES (?, ?, ?)
          """, arguments: [configuration, kind.rawValue, recipe])
      return recipe
    }
  }
}
