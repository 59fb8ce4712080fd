import Digests
import GRDB

/// A tensor with what training and evaluation need to know of its clip.
public struct Example: Sendable {
  public var clip: Int64
  public var name: String
  public var recording: String
  public var segment: Int
  public var fold: Int
  public var label: Int
  /// The clip's length in seconds, without padding.
  public var seconds: Double
  public var bands: Int
  public var frames: Int
  public var object: Digest
  public var size: Int
}

/// What a run's key is made of, of a tensor and its clip.
public struct ExampleIdentity: Sendable {
  public var fold: Int
  public var label: Int
  public var segment: Int
  /// The clip's length in seconds, without padding.
  public var seconds: Double
  public var object: Digest
}

/// One training on given folds.
public struct RunRecord: Sendable {
  public enum State: String, Sendable {
    case running, finished, failed
  }

  public var id: Int64
  public var key: Digest
  public var experiment: Digest
  public var network: String
  public var trainFolds: [Int]
  public var testFolds: [Int]
  public var seed: Int
  public var precision: String
  public var epochs: Int
  /// How many clips it was trained on.
  public var clips: Int
  public var state: State
  public var checkpoint: StoredArtefact?
}

/// What is known of a run before it starts.
public struct NewRun: Sendable {
  public var key: Digest
  public var experiment: Digest
  public var network: String
  public var trainFolds: [Int]
  public var testFolds: [Int]
  public var seed: Int
  public var precision: String
  public var epochs: Int
  public var clips: Int
  /// Canonical text of the settings.
  public var settings: String
  /// What it runs on.
  public var machine: String

  public init(
    key: Digest, experiment: Digest, network: String, trainFolds: [Int], testFolds: [Int],
    seed: Int, precision: String, epochs: Int, clips: Int, settings: String, machine: String
  ) {
    self.key = key
    self.experiment = experiment
    self.network = network
    self.trainFolds = trainFolds
    self.testFolds = testFolds
    self.seed = seed
    self.precision = precision
    self.epochs = epochs
    self.clips = clips
    self.settings = settings
    self.machine = machine
  }
}

/// An epoch of a run.
public struct EpochRecord: Sendable {
  public var epoch: Int
  public var loss: Double
  public var accuracy: Double
  public var learningRate: Double
  public var clipsPerSecond: Double
  public var seconds: Double

  public init(
    epoch: Int, loss: Double, accuracy: Double, learningRate: Double, clipsPerSecond: Double,
    seconds: Double
  ) {
    self.epoch = epoch
    self.loss = loss
    self.accuracy = accuracy
    self.learningRate = learningRate
    self.clipsPerSecond = clipsPerSecond
    self.seconds = seconds
  }
}

extension ManifestDatabase {
  /// The tensors of a recipe, ordered by the clip's name and the segment: an order that does not
  /// depend on the metadata's.
  public func examples(tensor recipe: Int64, dataSet: Int64) throws(ManifestError) -> [Example] {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT clip.id, clip.name, clip.recording, usage.segment, clip.fold, clip.label,
                 CAST(clip.frames AS REAL) / clip.sample_rate, artefact.bands, artefact.frames,
                 artefact.object, artefact.size
          \(Self.fromExamples)
          """, arguments: [recipe, dataSet])
      var examples: [Example] = []
      while let row = try rows.next() {
        examples.append(
          Example(
            clip: row[0], name: row[1], recording: row[2], segment: row[3], fold: row[4],
            label: row[5], seconds: row[6], bands: row[7], frames: row[8], object: row[9],
            size: row[10]))
      }
      return examples
    }
  }

  /// The same tensors in the same order, as far as keys are made of them.
  public func exampleIdentities(
    tensor recipe: Int64, dataSet: Int64
  ) throws(ManifestError) -> [ExampleIdentity] {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT clip.fold, clip.label, usage.segment,
                 CAST(clip.frames AS REAL) / clip.sample_rate, artefact.object
          \(Self.fromExamples)
          """, arguments: [recipe, dataSet])
      var examples: [ExampleIdentity] = []
      while let row = try rows.next() {
        examples.append(
          ExampleIdentity(
            fold: row[0], label: row[1], segment: row[2], seconds: row[3], object: row[4]))
      }
      return examples
    }
  }

  /// `?1`: the recipe, `?2`: the data set. The joins are told their order, in which the index of
  /// names spares sorting.
  private static let fromExamples = """
    FROM clip
    CROSS JOIN usage ON usage.recipe = ?1 AND usage.clip = clip.id
    CROSS JOIN artefact ON artefact.id = usage.artefact
    WHERE clip.dataset = ?2 ORDER BY clip.name, usage.segment
    """

  /// How many clips without a fault have no tensor under a configuration: segment or render has not
  /// come to them yet.
  public func clipsToRender(_ rows: ConfigurationRows, minimumSeconds: Double) throws(ManifestError)
    -> Int
  {
    try read { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM clip
          WHERE dataset = ? AND frames > 0 AND CAST(frames AS REAL) / sample_rate >= ?
            AND NOT EXISTS (SELECT 1 FROM usage WHERE usage.recipe = ? AND usage.clip = clip.id)
            AND NOT EXISTS (SELECT 1 FROM fault WHERE fault.clip = clip.id AND (
              fault.recipe IS NULL OR fault.recipe IN (
                SELECT recipe FROM configuration_recipe WHERE configuration = ?)))
          """, arguments: [rows.dataSet, minimumSeconds, rows.recipes[.tensor]!, rows.id]) ?? 0
    }
  }

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
  /// - Parameter baselines: networks that are none.
  /// - Returns: nil where there is none, or no manifest.
  public static func lastFinishedRun(
    in path: String, under configuration: Digest, besides baselines: [String]
  ) throws(ManifestError) -> RunRecord? {
    try look(at: path) { db in
      try Row.fetchCursor(
        db,
        sql: selectRuns + """
          JOIN configuration_run ON configuration_run.run = run.id
          JOIN configuration ON configuration.id = configuration_run.configuration
          WHERE run.state = 'finished'
          ORDER BY configuration.digest = ? DESC, configuration.last_used DESC, run.id DESC
          """, arguments: [configuration]
      ).map(RunRecord.init).first { !baselines.contains($0.network) }
    } ?? nil
  }

  private static let selectRuns = """
    SELECT run.id, run.key, run.experiment, network, train_folds, test_folds, seed, precision, epochs,
           clips, state, artefact.id, artefact.key, artefact.object, artefact.size, artefact.padded
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
                           epochs, clips, settings, state, machine, started)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?)
          ON CONFLICT (key) DO UPDATE SET state = 'running', machine = excluded.machine,
            test_folds = excluded.test_folds
          RETURNING id
          """,
        arguments: [
          run.key, run.experiment, configuration.dataSet, run.network, Self.text(run.trainFolds),
          Self.text(run.testFolds), run.seed, run.precision, run.epochs, run.clips, run.settings,
          run.machine, now,
        ])!
      try db.execute(
        sql: "INSERT OR IGNORE INTO configuration_run VALUES (?, ?)",
        arguments: [configuration.id, id])
      return id
    }
  }

  public func record(_ epoch: EpochRecord, of run: Int64) throws(ManifestError) {
    try write { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO epoch VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          run, epoch.epoch, epoch.loss, epoch.accuracy, epoch.learningRate, epoch.clipsPerSecond,
          epoch.seconds,
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
        sql: "INSERT OR IGNORE INTO configuration_run VALUES (?, ?)",
        arguments: [configuration, run])
      try db.execute(
        sql: "UPDATE run SET test_folds = ? WHERE id = ?", arguments: [Self.text(testFolds), run])
    }
  }

  private static func text(_ folds: [Int]) -> String {
    folds.map(String.init).joined(separator: " ")
  }
}

extension RunRecord {
  fileprivate init(_ row: Row) {
    id = row[0]
    key = row[1]
    experiment = row[2]
    network = row[3]
    trainFolds = (row[4] as String).split(separator: " ").compactMap { Int($0) }
    testFolds = (row[5] as String).split(separator: " ").compactMap { Int($0) }
    seed = row[6]
    precision = row[7]
    epochs = row[8]
    clips = row[9]
    state = State(rawValue: row[10]) ?? .failed
    checkpoint = StoredArtefact(row, at: 11)
  }
}
