import Digests
import GRDB

/// An artefact as `verify` and `collect` see it.
public struct ArtefactSummary: Sendable {
  public var id: Int64
  /// Nil for one that this program does not know.
  public var kind: ArtefactKind?
  public var object: Digest
  public var size: Int
  /// Whether a recorded configuration still reaches it.
  public var isReachable: Bool
  /// Whether its object holds others, too.
  public var isInPack: Bool
}

/// What a recipe has given.
public struct RecipeProducts: Sendable {
  public var kind: ArtefactKind
  /// When a configuration of this recipe was last used, ns since 1970.
  public var lastNeeded: Int
  public var artefacts: [(id: Int64, object: Digest)]
}

/// A recording or a content that lies in several folds.
public struct Leak: Sendable {
  /// `recording` or `content`.
  public var shared: String
  public var value: String
  public var folds: String
  public var clips: Int
}

extension ManifestDatabase {
  public func artefacts() throws(ManifestError) -> [ArtefactSummary] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT id, kind, object, size, \(ArtefactKind.isReachable), place IS NOT NULL FROM artefact
          """
      ).map {
        ArtefactSummary(
          id: $0[0], kind: ArtefactKind(rawValue: $0[1]), object: $0[2], size: $0[3],
          isReachable: $0[4], isInPack: $0[5])
      }
    }
  }

  /// How many clips whose files cannot be seen now keep what was made of them.
  public func absentClips() throws(ManifestError) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(DISTINCT clip) FROM absent_usage")! }
  }

  /// Lets go of what was made of clips whose files cannot be seen now.
  public func forgetAbsentClips() throws(ManifestError) {
    try write { try $0.execute(sql: "DELETE FROM absent_usage") }
  }

  /// What the recipes of a kind have given, the one that was not needed for longest first.
  public func products(of kind: ArtefactKind) throws(ManifestError) -> [RecipeProducts] {
    try read { db in
      let recipes = try Row.fetchAll(
        db,
        sql: """
          SELECT recipe.id, ifnull(max(configuration.last_used), 0) FROM recipe
          LEFT JOIN configuration_recipe ON configuration_recipe.recipe = recipe.id
          LEFT JOIN configuration ON configuration.id = configuration_recipe.configuration
          WHERE recipe.kind = ? GROUP BY recipe.id ORDER BY 2, 1
          """, arguments: [kind.rawValue])
      return try recipes.map { recipe in
        let artefacts = try Row.fetchAll(
          db,
          sql: """
            SELECT DISTINCT artefact.id, artefact.object FROM usage
            JOIN artefact ON artefact.id = usage.artefact WHERE usage.recipe = ?
            """, arguments: [recipe[0] as Int64])
        return RecipeProducts(
          kind: kind, lastNeeded: recipe[1], artefacts: artefacts.map { ($0[0], $0[1]) })
      }
    }
  }

  /// Drops artefacts, so that the next run makes them again.
  public func removeArtefacts(_ ids: [Int64]) throws(ManifestError) {
    try write { db in
      for id in ids { try db.execute(sql: "DELETE FROM artefact WHERE id = ?", arguments: [id]) }
    }
  }

  /// What SQLite itself finds wrong with the file; empty when all is well.
  public func integrityFaults() throws(ManifestError) -> [String] {
    try read { db in
      try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
    }
  }

  /// The runs that are not finished, whose resumable state is still needed.
  public func unfinishedRunKeys() throws(ManifestError) -> Set<Digest> {
    try read { db in
      try Set(Digest.fetchAll(db, sql: "SELECT key FROM run WHERE state <> 'finished'"))
    }
  }

  public func leaks() throws(ManifestError) -> [Leak] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT shared, value, folds, clips FROM leak_audit").map {
        Leak(shared: $0[0], value: $0[1], folds: $0[2], clips: $0[3])
      }
    }
  }

  /// How many clips the present configuration's stages left out, by category.
  public func faultCounts() throws(ManifestError) -> [(category: String, clips: Int)] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT category, count(*) FROM clip_faults GROUP BY category ORDER BY 2 DESC, 1"
      ).map { ($0[0], $0[1]) }
    }
  }

  /// What the present configuration's stages found wrong with a clip.
  public func faults(of clip: String) throws(ManifestError) -> [FaultRecord] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT category, message FROM clip_faults WHERE clip = ?", arguments: [clip]
      ).map { FaultRecord(category: $0[0], message: $0[1]) }
    }
  }
}
