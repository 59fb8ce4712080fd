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

/// A run's scores on one fold. All are fractions from 0 to 1 but `logLoss` (nats).
public struct FoldScores: Sendable {
  public struct ClassScores: Sendable {
    public var label: Int
    public var clips: Int
    public var precision: Double
    public var recall: Double
    public var f1: Double

    public init(label: Int, clips: Int, precision: Double, recall: Double, f1: Double) {
      self.label = label
      self.clips = clips
      self.precision = precision
      self.recall = recall
      self.f1 = f1
    }
  }

  public var fold: Int
  public var clips: Int
  public var accuracy: Double
  public var balancedAccuracy: Double
  public var macroPrecision: Double
  public var macroRecall: Double
  public var macroF1: Double
  public var logLoss: Double
  public var classes: [ClassScores]

  public init(
    fold: Int, clips: Int, accuracy: Double, balancedAccuracy: Double, macroPrecision: Double,
    macroRecall: Double, macroF1: Double, logLoss: Double, classes: [ClassScores]
  ) {
    self.fold = fold
    self.clips = clips
    self.accuracy = accuracy
    self.balancedAccuracy = balancedAccuracy
    self.macroPrecision = macroPrecision
    self.macroRecall = macroRecall
    self.macroF1 = macroF1
    self.logLoss = logLoss
    self.classes = classes
  }
}

extension ManifestDatabase {
  /// The keys of the evaluations that a run has, by fold; one that lost the prediction of a clip, as
  /// when its row was gone for a while, is none.
  public func evaluationKeys(of run: Int64) throws(ManifestError) -> [Int: Digest] {
    try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT fold, key FROM evaluation WHERE run = ?1
          AND clips = (SELECT count(*) FROM prediction WHERE run = ?1 AND fold = evaluation.fold)
          """)
      let rows = try Row.fetchAll(statement, arguments: [run])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as Int, $0[1] as Digest) })
    }
  }

  /// Replaces what is recorded of a run on a fold.
  public func record(
    _ scores: FoldScores, _ predictions: [PredictionRecord], of run: Int64, key: Digest
  ) throws(ManifestError) {
    try write { db in
      for table in ["evaluation", "class_score", "prediction"] {
        try db.execute(
          sql: "DELETE FROM \(table) WHERE run = ? AND fold = ?", arguments: [run, scores.fold])
      }
      try db.execute(
        sql: """
          INSERT INTO evaluation (run, fold, key, clips, accuracy, balanced_accuracy,
                                  macro_precision, macro_recall, macro_f1, log_loss)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          run, scores.fold, key, scores.clips, scores.accuracy, scores.balancedAccuracy,
          scores.macroPrecision, scores.macroRecall, scores.macroF1, scores.logLoss,
        ])
      for row in scores.classes {
        try db.execute(
          sql: """
            INSERT INTO class_score (run, fold, label, clips, precision, recall, f1)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [run, scores.fold, row.label, row.clips, row.precision, row.recall, row.f1])
      }
      let insert = try db.makeStatement(
        sql: """
          INSERT OR REPLACE INTO prediction (run, clip, fold, label, predicted, probability,
                                             probabilities) VALUES (?, ?, ?, ?, ?, ?, ?)
          """)
      for row in predictions {
        try insert.execute(
          arguments: [
            run, row.clip, scores.fold, row.label, row.predicted, row.probability,
            row.probabilities,
          ])
      }
    }
  }

  /// The scores of a run on the folds that it was tested on.
  public func scores(of run: Int64) throws(ManifestError) -> [FoldScores] {
    try read { db in
      let ofRun = try db.cachedStatement(
        sql: """
          SELECT fold, clips, accuracy, balanced_accuracy, macro_precision, macro_recall, macro_f1,
                 log_loss FROM evaluation WHERE run = ? ORDER BY fold
          """)
      let ofClasses = try db.cachedStatement(
        sql: """
          SELECT label, clips, precision, recall, f1 FROM class_score
          WHERE run = ? AND fold = ? ORDER BY label
          """)
      return try Row.fetchAll(ofRun, arguments: [run]).map { row in
        FoldScores(
          fold: row[0], clips: row[1], accuracy: row[2], balancedAccuracy: row[3],
          macroPrecision: row[4], macroRecall: row[5], macroF1: row[6], logLoss: row[7],
          classes: try Row.fetchAll(ofClasses, arguments: [run, row[0] as Int]).map {
            FoldScores.ClassScores(
              label: $0[0], clips: $0[1], precision: $0[2], recall: $0[3], f1: $0[4])
          })
      }
    }
  }

  /// How often each class was taken for each, summed over runs: `[truth][predicted]`.
  public func confusion(of runs: [Int64], classes: Int) throws(ManifestError) -> [[Int]] {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for run in runs {
      let rows = try read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT label, predicted, count(*) FROM prediction WHERE run = ? GROUP BY label, predicted
            """, arguments: [run])
      }
      for row in rows { counts[row[0]][row[1]] += row[2] as Int }
    }
    return counts
  }

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
