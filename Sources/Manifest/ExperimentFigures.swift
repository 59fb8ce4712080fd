import Digests
import GRDB

/// A figure of an experiment, and where it may lie.
public struct ExperimentFigure: Equatable, Sendable {
  /// Nil: over folds.
  public var fold: Int?
  /// Nil: over classes.
  public var label: Int?
  /// Nil: over saliences.
  public var salience: Int?
  public var metric: String
  public var value: Double
  /// The 95 % interval's ends; nil where there is none.
  public var low: Double?
  public var high: Double?

  public init(
    fold: Int? = nil, label: Int? = nil, salience: Int? = nil, metric: String, value: Double,
    low: Double?, high: Double?
  ) {
    self.fold = fold
    self.label = label
    self.salience = salience
    self.metric = metric
    self.value = value
    self.low = low
    self.high = high
  }
}

/// What a tested clip was, what it was taken for, and which recording it is of.
public struct TestedClip: Sendable {
  public var fold: Int
  public var label: Int
  public var predicted: Int
  public var recording: String
  public var salience: Int?
}

extension ManifestDatabase {
  /// The clips that runs were tested on, as they are.
  public func testedClips(of runs: [Int64]) throws(ManifestError) -> [TestedClip] {
    try read { db in
      let list = runs.map(String.init).joined(separator: ", ")
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT prediction.fold, prediction.label, predicted, clip.recording,
                 clip.salience
          FROM clean_prediction AS prediction JOIN clip ON clip.id = prediction.clip
          WHERE run IN (\(list)) ORDER BY run, clip.position
          """)
      return rows.map {
        TestedClip(fold: $0[0], label: $0[1], predicted: $0[2], recording: $0[3], salience: $0[4])
      }
    }
  }

  /// Empty where none of this key are recorded.
  public func figures(
    of experiment: Digest, key: Digest
  ) throws(ManifestError) -> [ExperimentFigure] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT fold, label, salience, metric, value, low, high FROM experiment_figure
          WHERE experiment = ? AND key = ? ORDER BY rowid
          """, arguments: [experiment, key])
      return rows.map {
        ExperimentFigure(
          fold: $0[0], label: $0[1], salience: $0[2], metric: $0[3], value: $0[4], low: $0[5],
          high: $0[6])
      }
    }
  }

  /// Replaces the figures of an experiment.
  public func record(
    _ figures: [ExperimentFigure], of experiment: Digest, key: Digest
  ) throws(ManifestError) {
    try write { db in
      try db.execute(
        sql: "DELETE FROM experiment_figure WHERE experiment = ?", arguments: [experiment])
      let insert = try db.makeStatement(
        sql: """
          INSERT INTO experiment_figure (experiment, fold, label, salience, metric, value, low, high, key)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for figure in figures {
        try insert.execute(
          arguments: [
            experiment, figure.fold, figure.label, figure.salience, figure.metric, figure.value,
            figure.low, figure.high, key,
          ])
      }
    }
  }
}
