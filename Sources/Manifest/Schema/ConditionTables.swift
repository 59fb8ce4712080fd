extension Migration {
  /// Predictions and scores by condition; scores as rows, so that a new metric needs no column.
  static let conditionTables = Migration(
    "4 conditions",
    """
    CREATE TABLE condition (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    );
    INSERT INTO condition (id, name) VALUES (0, 'clean');

    CREATE TABLE prediction_by_condition (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      condition INTEGER NOT NULL REFERENCES condition,
      clip INTEGER NOT NULL REFERENCES clip ON DELETE CASCADE,
      fold INTEGER NOT NULL,
      label INTEGER NOT NULL,
      predicted INTEGER NOT NULL,
      probability REAL NOT NULL,
      probabilities TEXT NOT NULL,
      PRIMARY KEY (run, condition, clip)
    ) WITHOUT ROWID;
    INSERT INTO prediction_by_condition
      (run, condition, clip, fold, label, predicted, probability, probabilities)
    SELECT run, 0, clip, fold, label, predicted, probability, probabilities FROM prediction;
    DROP TABLE prediction;
    ALTER TABLE prediction_by_condition RENAME TO prediction;
    CREATE INDEX prediction_by_clip ON prediction (clip);
    CREATE INDEX prediction_by_fold ON prediction (run, condition, fold, label, predicted);

    CREATE TABLE score (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      condition INTEGER NOT NULL REFERENCES condition,
      fold INTEGER NOT NULL,
      metric TEXT NOT NULL,
      value REAL NOT NULL,
      PRIMARY KEY (run, condition, fold, metric)
    ) WITHOUT ROWID;
    INSERT INTO score (run, condition, fold, metric, value)
    SELECT run, 0, fold, 'accuracy', accuracy FROM evaluation UNION ALL
    SELECT run, 0, fold, 'balanced_accuracy', balanced_accuracy FROM evaluation UNION ALL
    SELECT run, 0, fold, 'macro_precision', macro_precision FROM evaluation UNION ALL
    SELECT run, 0, fold, 'macro_recall', macro_recall FROM evaluation UNION ALL
    SELECT run, 0, fold, 'macro_f1', macro_f1 FROM evaluation UNION ALL
    SELECT run, 0, fold, 'log_loss', log_loss FROM evaluation;

    CREATE TABLE evaluation_by_condition (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      condition INTEGER NOT NULL REFERENCES condition,
      fold INTEGER NOT NULL,
      key BLOB NOT NULL,
      clips INTEGER NOT NULL,
      PRIMARY KEY (run, condition, fold)
    ) WITHOUT ROWID;
    INSERT INTO evaluation_by_condition (run, condition, fold, key, clips)
    SELECT run, 0, fold, key, clips FROM evaluation;
    DROP TABLE evaluation;
    ALTER TABLE evaluation_by_condition RENAME TO evaluation;

    -- `support` is the number of the class's clips.
    CREATE TABLE class_score_by_condition (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      condition INTEGER NOT NULL REFERENCES condition,
      fold INTEGER NOT NULL,
      label INTEGER NOT NULL,
      metric TEXT NOT NULL,
      value REAL NOT NULL,
      PRIMARY KEY (run, condition, fold, label, metric)
    ) WITHOUT ROWID;
    INSERT INTO class_score_by_condition (run, condition, fold, label, metric, value)
    SELECT run, 0, fold, label, 'support', clips FROM class_score UNION ALL
    SELECT run, 0, fold, label, 'precision', precision FROM class_score UNION ALL
    SELECT run, 0, fold, label, 'recall', recall FROM class_score UNION ALL
    SELECT run, 0, fold, label, 'f1', f1 FROM class_score;
    DROP TABLE class_score;
    ALTER TABLE class_score_by_condition RENAME TO class_score;
    """)
}
