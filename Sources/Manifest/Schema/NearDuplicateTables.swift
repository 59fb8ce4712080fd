extension Migration {
  /// The same sound under the names of two recordings.
  static let nearDuplicates = Migration(
    "18 near-duplicates",
    """
    -- Of all sounds that were compared last.
    CREATE TABLE duplicate_search (
      dataset INTEGER PRIMARY KEY REFERENCES dataset ON DELETE CASCADE,
      key BLOB NOT NULL
    );
    CREATE TABLE near_duplicate (
      dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
      clip INTEGER NOT NULL REFERENCES clip ON DELETE CASCADE,
      other INTEGER NOT NULL REFERENCES clip ON DELETE CASCADE,
      -- Of the files that were compared: a pair is one as long as both are these.
      source BLOB NOT NULL,
      other_source BLOB NOT NULL,
      correlation REAL NOT NULL,
      -- Seconds.
      lag REAL NOT NULL,
      shared REAL NOT NULL
    );
    CREATE INDEX near_duplicate_of_clip ON near_duplicate (clip);
    CREATE INDEX near_duplicate_of_other ON near_duplicate (other);
    CREATE INDEX near_duplicate_of_dataset ON near_duplicate (dataset);
    """)
}
