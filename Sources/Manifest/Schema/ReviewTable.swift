extension Migration {
  /// What people say of labels. By the clip's name, so that it outlives a clip that was away for a while.
  static let reviews = Migration(
    "17 reviews",
    """
    CREATE TABLE review (
      id INTEGER PRIMARY KEY,
      dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
      clip TEXT NOT NULL,
      -- The label that was judged, and what it should be in that person's mind, where they say.
      label TEXT NOT NULL,
      verdict TEXT NOT NULL,
      suggested TEXT,
      -- ns since 1970.
      given INTEGER NOT NULL
    );
    CREATE INDEX review_by_clip ON review (dataset, clip);
    """)
}
