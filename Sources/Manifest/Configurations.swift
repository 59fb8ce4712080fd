import Digests
import GRDB

/// A configuration as the manifest records it.
public struct ConfigurationRecord: Sendable {
  public var digest: Digest
  /// Canonical, with every default filled in.
  public var json: String
  public var dataSet: Int64
  /// Seconds; shorter clips count as faults of this configuration.
  public var minimumSeconds: Double
  /// What the configuration says to each kind of artefact, canonical.
  public var recipes: [ArtefactKind: String]

  public init(
    digest: Digest, json: String, dataSet: Int64, minimumSeconds: Double,
    recipes: [ArtefactKind: String]
  ) {
    self.digest = digest
    self.json = json
    self.dataSet = dataSet
    self.minimumSeconds = minimumSeconds
    self.recipes = recipes
  }
}

/// The rows that stand for a configuration.
public struct ConfigurationRows: Sendable {
  public var id: Int64
  public var dataSet: Int64
  public var recipes: [ArtefactKind: Int64]
}

/// A recorded configuration, as a list for people shows it.
public struct ConfigurationSummary: Sendable {
  public var id: Int64
  public var digest: Digest
  /// The name of its data set.
  public var dataSet: String
  /// ns since 1970.
  public var lastUsed: Int
}

extension ManifestDatabase {
  /// Records a configuration as the one last used, which is what the views show.
  ///
  /// - Parameter now: ns since 1970.
  public func use(_ configuration: ConfigurationRecord, at now: Int) throws(ManifestError)
    -> ConfigurationRows
  {
    if let rows = try rowsIfLastUsed(configuration) { return rows }
    return try write { db in
      let latest = try Int.fetchOne(db, sql: "SELECT max(last_used) FROM configuration") ?? 0
      let id = try Int64.fetchOne(
        db,
        sql: """
          INSERT INTO configuration (digest, json, dataset, minimum_seconds, last_used)
          VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (digest) DO UPDATE SET last_used = excluded.last_used RETURNING id
          """,
        arguments: [
          configuration.digest, configuration.json, configuration.dataSet,
          configuration.minimumSeconds, max(now, latest + 1),
        ])!
      var recipes: [ArtefactKind: Int64] = [:]
      for (kind, text) in configuration.recipes {
        recipes[kind] = try Self.recipe(kind, text, db)
        try db.execute(
          sql: """
            INSERT OR REPLACE INTO configuration_recipe (configuration, kind, recipe)
            VALUES (?, ?, ?)
            """,
          arguments: [id, kind.rawValue, recipes[kind]])
      }
      return ConfigurationRows(id: id, dataSet: configuration.dataSet, recipes: recipes)
    }
  }

  static func recipe(_ kind: ArtefactKind, _ text: String, _ db: Database) throws -> Int64 {
    let digest = digest(kind, text)
    try db.execute(
      sql: "INSERT OR IGNORE INTO recipe (kind, digest, text) VALUES (?, ?, ?)",
      arguments: [kind.rawValue, digest, text])
    return try Int64.fetchOne(
      db, sql: "SELECT id FROM recipe WHERE digest = ?", arguments: [digest])!
  }

  private static func digest(_ kind: ArtefactKind, _ text: String) -> Digest {
    Digest(of: "\(kind.rawValue)\n\(text)")
  }

  /// Without writing anything, where it is the one that was last used, with the same recipes: a later
  /// program may have others for the same settings.
  private func rowsIfLastUsed(_ configuration: ConfigurationRecord) throws(ManifestError)
    -> ConfigurationRows?
  {
    try read { db in
      guard
        let last = try Row.fetchOne(
          db, sql: "SELECT id, digest FROM configuration ORDER BY last_used DESC, id DESC LIMIT 1"),
        (last[1] as Digest) == configuration.digest
      else { return nil }
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT configuration_recipe.kind, recipe.id, recipe.digest FROM configuration_recipe
          JOIN recipe ON recipe.id = configuration_recipe.recipe WHERE configuration = ?
          """, arguments: [last[0] as Int64])
      var recipes: [ArtefactKind: Int64] = [:]
      for row in rows {
        guard let kind = ArtefactKind(rawValue: row[0]), let text = configuration.recipes[kind],
          Self.digest(kind, text) == (row[2] as Digest)
        else { continue }
        recipes[kind] = row[1]
      }
      guard recipes.count == configuration.recipes.count else { return nil }
      return ConfigurationRows(id: last[0], dataSet: configuration.dataSet, recipes: recipes)
    }
  }

  /// The recipe of this kind that was in force before the present one, with the configuration that had
  /// it: what a plan explains a change by. Nil if there was none.
  public func earlierRecipe(_ kind: ArtefactKind, than present: Int64) throws(ManifestError)
    -> (id: Int64, text: String, configuration: Int64)?
  {
    try read { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT recipe.id, recipe.text, configuration.id FROM configuration
          JOIN configuration_recipe ON configuration_recipe.configuration = configuration.id
                                       AND configuration_recipe.kind = ?
          JOIN recipe ON recipe.id = configuration_recipe.recipe
          WHERE recipe.id <> ? ORDER BY configuration.last_used DESC LIMIT 1
          """, arguments: [kind.rawValue, present]
      ).map { ($0[0], $0[1], $0[2]) }
    }
  }

  /// The clips that have something under a recipe.
  public func clips(using recipe: Int64) throws(ManifestError) -> Set<Int64> {
    try read { db in
      try Set(
        Int64.fetchAll(
          db, sql: "SELECT DISTINCT clip FROM usage WHERE recipe = ?", arguments: [recipe]))
    }
  }

  /// The configuration that was used last; nil where none was.
  public func lastUsedConfiguration() throws(ManifestError) -> Int64? {
    try read { db in
      try Int64.fetchOne(
        db, sql: "SELECT id FROM configuration ORDER BY last_used DESC, id DESC LIMIT 1")
    }
  }

  /// All recorded configurations, the last used first.
  public func configurations() throws(ManifestError) -> [ConfigurationSummary] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT configuration.id, digest, dataset.name, last_used FROM configuration
          JOIN dataset ON dataset.id = configuration.dataset ORDER BY last_used DESC, configuration.id DESC
          """
      ).map { ConfigurationSummary(id: $0[0], digest: $0[1], dataSet: $0[2], lastUsed: $0[3]) }
    }
  }

  /// Forgets a configuration, and the recipes and runs that no other one has.
  public func forget(configuration: Int64) throws(ManifestError) {
    try write { db in
      try db.execute(sql: "DELETE FROM configuration WHERE id = ?", arguments: [configuration])
      try db.execute(
        sql: "DELETE FROM recipe WHERE id NOT IN (SELECT recipe FROM configuration_recipe)")
      try db.execute(sql: "DELETE FROM run WHERE id NOT IN (SELECT run FROM configuration_run)")
    }
  }
}
