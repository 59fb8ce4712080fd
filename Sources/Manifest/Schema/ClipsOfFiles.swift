extension Migration {
  /// Clips that are parts of files, files that are not there now, folds that are words.
  static let clipsOfFiles = Migration(
    "5 clips of files",
    """
    -- Whether start and end say what is cut out of the file; else they are facts about the clip.
    ALTER TABLE clip ADD COLUMN is_cut INTEGER NOT NULL DEFAULT 0;
    -- How the path is spelt where the file was found; NULL: as in the metadata.
    ALTER TABLE clip ADD COLUMN file TEXT;
    -- Of the whole file, where the clip is a part of it.
    ALTER TABLE clip ADD COLUMN file_frames INTEGER;

    -- What was made of clips whose files cannot be seen now; it is used again when they can be.
    CREATE TABLE absent_usage (
      recipe INTEGER NOT NULL REFERENCES recipe ON DELETE CASCADE,
      clip INTEGER NOT NULL REFERENCES clip ON DELETE CASCADE,
      segment INTEGER NOT NULL,
      artefact INTEGER NOT NULL REFERENCES artefact ON DELETE CASCADE,
      PRIMARY KEY (recipe, clip, segment)
    ) WITHOUT ROWID;
    CREATE INDEX absent_usage_by_clip ON absent_usage (clip);
    CREATE INDEX absent_usage_by_artefact ON absent_usage (artefact);

    -- Folds that are words. Numbers stand for them everywhere else.
    CREATE TABLE fold_name (
      dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
      fold INTEGER NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (dataset, fold)
    ) WITHOUT ROWID;
    """)
}
