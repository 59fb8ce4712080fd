extension Migration {
  /// Where clips lie beside each other, and what networks go by in the clips of a class.
  static let explanations = Migration(
    "15 explanations",
    """
    CREATE TABLE clip_map (
      run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
      key BLOB NOT NULL,
      perplexity REAL NOT NULL,
      divergence REAL NOT NULL
    );
    -- By t-SNE, and along the first two principal components.
    CREATE TABLE map_point (
      run INTEGER NOT NULL REFERENCES clip_map ON DELETE CASCADE,
      clip INTEGER NOT NULL REFERENCES clip ON DELETE CASCADE,
      x REAL NOT NULL,
      y REAL NOT NULL,
      first REAL NOT NULL,
      second REAL NOT NULL,
      PRIMARY KEY (run, clip)
    ) WITHOUT ROWID;
    CREATE INDEX map_point_by_clip ON map_point (clip);

    CREATE TABLE evidence (
      run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
      key BLOB NOT NULL
    );
    -- Of a range of bands, in Hz, or of time, in seconds.
    CREATE TABLE evidence_of_class (
      run INTEGER NOT NULL REFERENCES evidence ON DELETE CASCADE,
      label INTEGER NOT NULL,
      axis TEXT NOT NULL,
      place INTEGER NOT NULL,
      low REAL NOT NULL,
      high REAL NOT NULL,
      clips INTEGER NOT NULL,
      -- The share of Grad-CAM's map that lies there; NULL: the network has none.
      activation REAL,
      -- What the class's probability loses when it is covered.
      loss REAL NOT NULL,
      PRIMARY KEY (run, label, axis, place)
    ) WITHOUT ROWID;
    """)
}
