import GRDB

/// Asks a manifest as its users do: through the views, by SQL.
package struct ManifestReader {
  let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// What the views show of tensors, predictions and scores: all that must not depend on when, where
  /// and after which mishaps it was made.
  package func results() throws -> [String] { try Self.queries.flatMap(query) }

  /// Rows, with columns set apart by `|`.
  package func query(_ sql: String) throws -> [String] {
    // A program that opens or closes it holds it alone for a moment.
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    return try DatabaseQueue(path: path, configuration: configuration).read { db in
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
    "SELECT network, folds, clips, accuracy, deviation FROM leaderboard WHERE current ORDER BY 1",
  ]
}
