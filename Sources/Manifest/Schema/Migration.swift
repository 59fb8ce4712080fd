import GRDB

/// A step from one shape of the tables to the next.
package struct Migration: Sendable {
  /// A number that counts up, and what it brings.
  package let name: String
  package let sql: String

  init(_ name: String, _ sql: String) {
    self.name = name
    self.sql = sql
  }

  /// Every step, in order. A new one is appended, in a file of its own where it is long, and its digest
  /// added to `MigrationTests`. One that has landed is frozen: manifests that have taken it never take
  /// it again. Views are no migrations: see ``View``.
  package static let all: [Migration] = [
    firstTables,
    // Views were made by migrations once.
    Migration("1 views", ""),
    // Counting them and their confusions, which every evaluate does, need not read probabilities.
    Migration(
      "2 index of predictions",
      "CREATE INDEX prediction_by_fold ON prediction (run, fold, label, predicted)"),
    Migration("2 leaks by index", ""),
    Migration(
      "3 views apart", "CREATE TABLE views_made (digest BLOB NOT NULL, names TEXT NOT NULL)"),
    conditionTables,
    clipsOfFiles,
    soundNotes,
    // Of an artefact that is a row of an object: which, from 0.
    Migration("7 packs", "ALTER TABLE artefact ADD COLUMN place INTEGER"),
    // Of clips that are kept back to choose an epoch on.
    Migration(
      "8 validation",
      """
      ALTER TABLE epoch ADD COLUMN validation_loss REAL;
      ALTER TABLE epoch ADD COLUMN validation_accuracy REAL
      """),
    // What a run began with: name, digest, licence, what that was trained on; NULL: chance.
    Migration("9 weights of runs", "ALTER TABLE run ADD COLUMN weights TEXT"),
    intervals,
    // Of a run on a leaky split: the experiment that is the same on the data set's folds.
    Migration("11 leaky splits", "ALTER TABLE run ADD COLUMN honest BLOB"),
    // Of a clip's sound, where the metadata says it.
    Migration("12 licences", "ALTER TABLE clip ADD COLUMN licence TEXT"),
    // Of a figure of the clips of one salience; NULL: over all.
    Migration(
      "13 figures by salience", "ALTER TABLE experiment_figure ADD COLUMN salience INTEGER"),
    // Of a condition: what is done to sounds, and how much of it.
    Migration(
      "14 perturbations",
      """
      ALTER TABLE condition ADD COLUMN perturbation TEXT;
      ALTER TABLE condition ADD COLUMN severity INTEGER
      """),
    explanations,
    // What somebody said of a clip's label, and then the label that the metadata has; and how the labels that
    // a run learned from and is tested on differ from the metadata's, in words.
    Migration(
      "16 corrections",
      """
      ALTER TABLE clip ADD COLUMN verdict TEXT;
      ALTER TABLE clip ADD COLUMN listed_label INTEGER;
      ALTER TABLE run ADD COLUMN labels TEXT
      """),
    reviews,
    nearDuplicates,
    // State and machine had changed places when runs were begun; where they ran is lost.
    Migration(
      "19 machines of runs",
      """
      UPDATE run SET machine = 'unknown' WHERE machine = 'running';
      UPDATE run SET state = 'running' WHERE state NOT IN ('running', 'finished', 'failed')
      """),
  ]

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for migration in all {
      migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
    }
    return migrator
  }
}
