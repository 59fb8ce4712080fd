extension Migration {
  /// Where figures of an experiment may lie. A fold or a label that is null: over all of them.
  static let intervals = Migration(
    "10 intervals",
    """
    CREATE TABLE experiment_figure (
      experiment BLOB NOT NULL,
      fold INTEGER,
      label INTEGER,
      metric TEXT NOT NULL,
      value REAL NOT NULL,
      low REAL,
      high REAL,
      key BLOB NOT NULL
    );
    CREATE INDEX experiment_figure_by_experiment ON experiment_figure (experiment);
    """)
}
