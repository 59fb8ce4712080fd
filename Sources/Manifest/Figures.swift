import Digests
import GRDB

extension ManifestDatabase {
  /// Files a picture under its experiment.
  public func setFigure(
    _ name: String, of experiment: Digest, _ artefact: NewArtefact, stageRun: Int64
  ) throws(ManifestError) {
    try write { db in
      let id = try Self.insert(artefact, stageRun: stageRun, db)
      try db.execute(
        sql: "INSERT OR REPLACE INTO figure (experiment, name, artefact) VALUES (?, ?, ?)",
        arguments: [experiment, name, id])
    }
  }

  public func figure(_ name: String, of experiment: Digest) throws(ManifestError) -> StoredArtefact?
  {
    try read { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT artefact.id, key, object, size, padded FROM figure
          JOIN artefact ON artefact.id = figure.artefact WHERE experiment = ? AND name = ?
          """, arguments: [experiment, name]
      ).map { StoredArtefact($0, at: 0)! }
    }
  }
}
