import Digests
import GRDB

/// What a run said about a clip.
public struct PredictionRecord: Sendable {
  public var clip: Int64
  public var label: Int
  public var predicted: Int
  /// The predicted class's.
  public var probability: Double
  /// A JSON object: class name to probability.
  public var probabilities: String

  public init(
    clip: Int64, label: Int, predicted: Int, probability: Double, probabilities: String
  ) {
    self.clip = clip
    self.label = label
    self.predicted = predicted
    self.probability = probability
    self.probabilities = probabilities
  }
}

/// A run's scores on one fold under a condition.
public struct FoldScores: Sendable {
  public struct ClassScores: Sendable {
    public var label: Int
    /// By the metric's name.
    public var metrics: [String: Double]

    public init(label: Int, metrics: [String: Double]) {
      self.label = label
      self.metrics = metrics
    }
  }

  public var fold: Int
  public var condition: Condition
  public var clips: Int
  /// By the metric's name.
  public var metrics: [String: Double]
  public var classes: [ClassScores]

  public init(
    fold: Int, condition: Condition, clips: Int, metrics: [String: Double], classes: [ClassScores]
  ) {
    self.fold = fold
    self.condition = condition
    self.clips = clips
    self.metrics = metrics
    self.classes = classes
  }
}

extension ManifestDatabase {
  /// The keys of the evaluations that a run has under a condition, by fold; one that lost the prediction
  /// of a clip, as when its row was gone for a while, is none.
  public func evaluationKeys(
    of run: Int64, under condition: Condition = .clean
  ) throws(ManifestError) -> [Int: Digest] {
    try read { db in
      guard let condition = try condition.row(in: db) else { return [:] }
      let statement = try db.cachedStatement(
        sql: """
          SELECT fold, key FROM evaluation WHERE run = ?1 AND condition = ?2
          AND clips = (SELECT count(*) FROM prediction
                       WHERE run = ?1 AND condition = ?2 AND fold = evaluation.fold)
          """)
      let rows = try Row.fetchAll(statement, arguments: [run, condition])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as Int, $0[1] as Digest) })
    }
  }

  /// The names of the metrics that a run's evaluations under a condition have, of folds and of classes, by
  /// fold.
  public func metricNames(
    of run: Int64, under condition: Condition = .clean
  ) throws(ManifestError) -> [Int: Set<String>] {
    try read { db in
      guard let condition = try condition.row(in: db) else { return [:] }
      let rows = try Row.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT fold, metric FROM score WHERE run = ?1 AND condition = ?2
            UNION
            SELECT fold, metric FROM class_score WHERE run = ?1 AND condition = ?2
            """), arguments: [run, condition])
      return Dictionary(grouping: rows) { $0[0] as Int }.mapValues {
        Set($0.map { $0[1] as String })
      }
    }
  }

  /// Replaces what is recorded of a run on a fold under the scores' condition.
  public func record(
    _ scores: FoldScores, _ predictions: [PredictionRecord], of run: Int64, key: Digest
  ) throws(ManifestError) {
    try write { db in
      let condition = try scores.condition.madeRow(in: db)
      for table in ["evaluation", "score", "class_score", "prediction"] {
        try db.execute(
          sql: "DELETE FROM \(table) WHERE run = ? AND condition = ? AND fold = ?",
          arguments: [run, condition, scores.fold])
      }
      try db.execute(
        sql: "INSERT INTO evaluation (run, condition, fold, key, clips) VALUES (?, ?, ?, ?, ?)",
        arguments: [run, condition, scores.fold, key, scores.clips])
      try Self.insertMetrics(of: scores, run: run, condition: condition, db)
      let insert = try db.makeStatement(
        sql: """
          INSERT OR REPLACE INTO prediction (run, condition, clip, fold, label, predicted,
                                             probability, probabilities)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for row in predictions {
        try insert.execute(
          arguments: [
            run, condition, row.clip, scores.fold, row.label, row.predicted, row.probability,
            row.probabilities,
          ])
      }
    }
  }

  private static func insertMetrics(
    of scores: FoldScores, run: Int64, condition: Int64, _ db: Database
  ) throws {
    let ofFold = try db.makeStatement(
      sql: "INSERT INTO score (run, condition, fold, metric, value) VALUES (?, ?, ?, ?, ?)")
    for (metric, value) in scores.metrics {
      try ofFold.execute(arguments: [run, condition, scores.fold, metric, value])
    }
    let ofClass = try db.makeStatement(
      sql: """
        INSERT INTO class_score (run, condition, fold, label, metric, value)
        VALUES (?, ?, ?, ?, ?, ?)
        """)
    for row in scores.classes {
      for (metric, value) in row.metrics {
        try ofClass.execute(arguments: [run, condition, scores.fold, row.label, metric, value])
      }
    }
  }

  /// The scores of a run on the folds that it was tested on under a condition.
  public func scores(
    of run: Int64, under condition: Condition = .clean
  ) throws(ManifestError) -> [FoldScores] {
    try read { db in
      guard let row = try condition.row(in: db) else { return [] }
      let folds = try Row.fetchAll(
        db.cachedStatement(
          sql: "SELECT fold, clips FROM evaluation WHERE run = ? AND condition = ? ORDER BY fold"),
        arguments: [run, row])
      return try folds.map { fold in
        let arguments: StatementArguments = [run, row, fold[0] as Int]
        return FoldScores(
          fold: fold[0], condition: condition, clips: fold[1],
          metrics: try Self.metrics(arguments, db), classes: try Self.classes(arguments, db))
      }
    }
  }

  private static func metrics(_ fold: StatementArguments, _ db: Database) throws -> [String: Double]
  {
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT metric, value FROM score WHERE run = ? AND condition = ? AND fold = ?"),
      arguments: fold)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Double) })
  }

  private static func classes(
    _ fold: StatementArguments, _ db: Database
  ) throws -> [FoldScores.ClassScores] {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT label, metric, value FROM class_score
          WHERE run = ? AND condition = ? AND fold = ? ORDER BY label
          """), arguments: fold)
    var classes: [FoldScores.ClassScores] = []
    while let row = try rows.next() {
      if classes.last?.label != row[0] {
        classes.append(FoldScores.ClassScores(label: row[0], metrics: [:]))
      }
      classes[classes.count - 1].metrics[row[1]] = row[2]
    }
    return classes
  }

  /// How often each class was taken for each under a condition, summed over runs: `[truth][predicted]`.
  public func confusion(
    of runs: [Int64], classes: Int, under condition: Condition = .clean
  ) throws(ManifestError) -> [[Int]] {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for run in runs {
      let rows = try read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT label, predicted, count(*) FROM prediction WHERE run = ? AND condition = ?
            GROUP BY label, predicted
            """, arguments: [run, condition.row(in: db)])
      }
      for row in rows { counts[row[0]][row[1]] += row[2] as Int }
    }
    return counts
  }
}
