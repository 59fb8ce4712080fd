import Digests
import GRDB
import Networks

extension ManifestDatabase {
  public func run(withKey key: Digest) throws(ManifestError) -> RunRecord? {
    try read { db in
      let statement = try db.cachedStatement(sql: Self.selectRuns + "WHERE run.key = ?")
      return try Row.fetchOne(statement, arguments: [key]).map(RunRecord.init)
    }
  }

  /// The settings of the latest run of the same network and folds: what a plan explains itself by.
  public func latestRun(like run: NewRun, dataSet: Int64) throws(ManifestError)
    -> (key: Digest, settings: String)?
  {
    try read { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT key, settings FROM run WHERE dataset = ? AND network = ? AND train_folds = ?
          ORDER BY started DESC LIMIT 1
          """, arguments: [dataSet, run.network, Self.text(run.trainFolds)]
      ).map { ($0[0], $0[1]) }
    }
  }

  /// The runs that stand for a configuration.
  public func runs(of configuration: Int64) throws(ManifestError) -> [RunRecord] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: Self.selectRuns + """
          WHERE run.id IN (SELECT run FROM configuration_run WHERE configuration = ?) ORDER BY run.id
          """, arguments: [configuration]
      ).map(RunRecord.init)
    }
  }

  /// The last run of a network that finished under a configuration, or where there is none, under the
  /// configuration used last that has one. The manifest is looked at only, not opened for work.
  ///
  /// - Returns: nil where there is none, or no manifest.
  public static func lastFinishedRun(
    in path: String, version: String, under configuration: Digest
  ) throws(ManifestError) -> RunRecord? {
    try look(at: path, version: version) { db in
      try Row.fetchCursor(
        db,
        sql: selectRuns + """
          JOIN configuration_run ON configuration_run.run = run.id
          JOIN configuration ON configuration.id = configuration_run.configuration
          WHERE run.state = 'finished'
          ORDER BY configuration.digest = ? DESC, configuration.last_used DESC, run.id DESC
          """, arguments: [configuration]
      ).map(RunRecord.init).first { !$0.isOfBaseline }
    } ?? nil
  }

  private static let selectRuns = """
    SELECT run.id, run.key, run.experiment, network, train_folds, test_folds, seed, precision, epochs,
           clips, state, artefact.id, artefact.key, artefact.object, artefact.size, artefact.padded,
           run.honest
    FROM run LEFT JOIN artefact ON artefact.id = run.checkpoint

    """

  /// Opens a run, or takes up one that was begun; from now on it is among its configuration's.
  public func begin(
    _ run: NewRun, for configuration: ConfigurationRows, at now: Double
  ) throws(ManifestError) -> Int64 {
    try write { db in
      let id = try Int64.fetchOne(
        db,
        sql: """
          INSERT INTO run (key, experiment, dataset, network, train_folds, test_folds, seed, precision,
                           epochs, clips, settings, state, machine, started, weights, honest, labels)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, ?)
          ON CONFLICT (key) DO UPDATE SET state = 'running', machine = excluded.machine,
            weights = excluded.weights, test_folds = excluded.test_folds
          RETURNING id
          """,
        arguments: [
          run.key, run.experiment, configuration.dataSet, run.network, Self.text(run.trainFolds),
          Self.text(run.testFolds), run.seed, run.precision, run.epochs, run.clips, run.settings,
          run.machine, now, run.weights, run.honest, run.labels,
        ])!
      try db.execute(
        sql: "INSERT OR IGNORE INTO configuration_run (configuration, run) VALUES (?, ?)",
        arguments: [configuration.id, id])
      return id
    }
  }

  public func record(_ epoch: EpochRecord, of run: Int64) throws(ManifestError) {
    try write { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO epoch
            (run, epoch, loss, accuracy, learning_rate, clips_per_second, seconds, validation_loss,
             validation_accuracy) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          run, epoch.epoch, epoch.loss, epoch.accuracy, epoch.learningRate, epoch.clipsPerSecond,
          epoch.seconds, epoch.validationLoss, epoch.validationAccuracy,
        ])
      try db.execute(
        sql: """
          UPDATE run SET seconds = (SELECT sum(seconds) FROM epoch WHERE run = run.id) WHERE id = ?
          """, arguments: [run])
    }
  }

  /// Closes a run with its checkpoint.
  public func finish(_ run: Int64, checkpoint: NewArtefact, stageRun: Int64) throws(ManifestError) {
    try write { db in
      let artefact = try Self.insert(checkpoint, stageRun: stageRun, db)
      try db.execute(
        sql: "UPDATE run SET state = 'finished', checkpoint = ? WHERE id = ?",
        arguments: [artefact, run])
    }
  }

  public func fail(_ run: Int64) throws(ManifestError) {
    try write { db in
      try db.execute(sql: "UPDATE run SET state = 'failed' WHERE id = ?", arguments: [run])
    }
  }

  /// Lets a run stand for a configuration, in the place of an earlier one of the same network, seed
  /// and training folds; and notes which folds it is to be tested on.
  public func use(
    _ run: Int64, testFolds: [Int], for configuration: Int64
  ) throws(ManifestError) {
    let others = """
      FROM configuration_run JOIN run AS other ON other.id = configuration_run.run
      JOIN run ON other.network = run.network AND other.seed = run.seed
        AND other.train_folds = run.train_folds AND other.id <> run.id
      WHERE configuration_run.configuration = ?1 AND run.id = ?2
      """
    let isInUse = try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT run.test_folds = ?3 AND NOT EXISTS (SELECT 1 \(others))
          FROM configuration_run JOIN run ON run.id = configuration_run.run
          WHERE configuration_run.configuration = ?1 AND run.id = ?2
          """)
      return try Bool.fetchOne(
        statement, arguments: [configuration, run, Self.text(testFolds)]) ?? false
    }
    guard !isInUse else { return }
    try write { db in
      try db.execute(
        sql: """
          DELETE FROM configuration_run
          WHERE configuration = ?1 AND run IN (SELECT other.id \(others))
          """, arguments: [configuration, run])
      try db.execute(
        sql: "INSERT OR IGNORE INTO configuration_run (configuration, run) VALUES (?, ?)",
        arguments: [configuration, run])
      try db.execute(
        sql: "UPDATE run SET test_folds = ? WHERE id = ?", arguments: [Self.text(testFolds), run])
    }
  }

  private static func text(_ folds: [Int]) -> String {
    folds.map(String.init).joined(separator: " ")
  }
}
