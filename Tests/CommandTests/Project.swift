import Foundation
import GRDB
import TestSupport

/// A configuration with its manifest and cache, worked on by processes.
struct Project {
  static let stages = ["ingest", "segment", "render", "train", "evaluate"]

  var configuration: String
  var manifest: String
  var cache: String
  /// Passed to every command.
  var flags: [String] = []
  /// Kept as long as someone works in it.
  private let folder: TemporaryFolder

  init(_ data: SmallDataSet, _ name: String = "pipeline.json", place: String = ".") {
    self.init(data.files, name, place: place)
  }

  /// - Parameter place: Where manifest and cache are, relative to the folder.
  init(_ folder: TemporaryFolder, _ name: String = "pipeline.json", place: String = ".") {
    self.folder = folder
    configuration = "\(folder.path)/\(name)"
    manifest = "\(folder.path)/\(place)/manifest.sqlite"
    cache = "\(folder.path)/\(place)/cache"
  }

  func start(_ stage: String, _ arguments: [String] = []) throws -> Program {
    try Program(stage, ["--config", configuration] + flags + arguments)
  }

  func run(_ stage: String, _ arguments: [String] = []) throws -> Program.Ending {
    try start(stage, arguments).wait()
  }

  func verify() throws -> Program.Ending {
    try Program("soundmark", ["verify", "--config", configuration] + flags).wait()
  }

  /// Runs stages until one ends otherwise than well, and returns the last end.
  @discardableResult
  func runAll(_ stages: [String] = stages, _ arguments: [String] = []) throws -> Program.Ending {
    var ending = try run(stages[0], arguments)
    for stage in stages.dropFirst() where ending.status == 0 {
      ending = try run(stage, arguments)
    }
    return ending
  }

  /// Forgets all that was ever done.
  func clear() throws {
    for path in [manifest, "\(manifest)-wal", "\(manifest)-shm", cache]
    where FileManager.default.fileExists(atPath: path) {
      try FileManager.default.removeItem(atPath: path)
    }
  }

  /// What the views show of tensors, predictions and scores: all that must not depend on when, where
  /// and after which mishaps it was made.
  func results() throws -> [String] { try Self.queries.flatMap(query) }

  func query(_ sql: String) throws -> [String] {
    try DatabaseQueue(path: manifest).read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: "|")
      }
    }
  }

  private static let queries = [
    "SELECT clip, category, stage FROM clip_faults ORDER BY 1, 2, 3",
    "SELECT clip, segment, path FROM waveforms ORDER BY 1, 2",
    "SELECT clip, fold, label, segment, bands, frames, padded, object FROM tensors ORDER BY 1, 4",
    "SELECT clip, segment, path FROM previews ORDER BY 1, 2",
    "SELECT network, train_folds, test_folds, state, checkpoint FROM runs ORDER BY 1, 2",
    """
    SELECT network, train_folds, epoch, history.loss, history.accuracy, learning_rate
    FROM training_history AS history JOIN runs USING (run) ORDER BY 1, 2, 3
    """,
    """
    SELECT network, train_folds, clip, fold, label, predicted, probability, probabilities
    FROM predictions JOIN runs USING (run) ORDER BY 1, 2, 3
    """,
    """
    SELECT network, fold, clips, accuracy, balanced_accuracy, macro_precision, macro_recall, macro_f1,
           log_loss FROM accuracy_by_fold ORDER BY 1, 2
    """,
    "SELECT network, folds, clips, accuracy, deviation FROM leaderboard ORDER BY 1, 4",
  ]
}
