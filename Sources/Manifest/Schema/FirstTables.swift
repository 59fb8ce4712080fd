extension Migration {
  static let firstTables = Migration(
    "1 tables",
    """
    CREATE TABLE written_by (
      version TEXT NOT NULL
    );

    -- A data set is a way to list clips: a format, a metadata file, a folder of audio.
    CREATE TABLE dataset (
      id INTEGER PRIMARY KEY,
      identity TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL
    );
    CREATE TABLE class (
      dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
      label INTEGER NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (dataset, label)
    ) WITHOUT ROWID;
    CREATE TABLE clip (
      id INTEGER PRIMARY KEY,
      dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      path TEXT NOT NULL,
      fold INTEGER NOT NULL,
      label INTEGER NOT NULL,
      recording TEXT NOT NULL,
      salience INTEGER,
      start REAL,
      "end" REAL,
      -- The file as it was when its digest was taken; times in nanoseconds.
      size INTEGER,
      modified INTEGER,
      changed INTEGER,
      inode INTEGER,
      examined INTEGER,
      source BLOB,
      sample_rate INTEGER,
      channels INTEGER,
      frames INTEGER,
      encoding TEXT,
      -- How often other content was found under this name.
      revisions INTEGER NOT NULL DEFAULT 0,
      UNIQUE (dataset, name)
    );
    CREATE INDEX clip_by_position ON clip (dataset, position);
    CREATE INDEX clip_by_recording ON clip (dataset, recording, fold);
    CREATE INDEX clip_by_content ON clip (dataset, source, fold);

    -- What a configuration says to a kind of artefact, as canonical text.
    CREATE TABLE recipe (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      digest BLOB NOT NULL UNIQUE,
      text TEXT NOT NULL
    );
    CREATE TABLE configuration (
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,
      json TEXT NOT NULL,
      dataset INTEGER NOT NULL REFERENCES dataset,
      minimum_seconds REAL NOT NULL,
      last_used INTEGER NOT NULL
    );
    CREATE TABLE configuration_recipe (
      configuration INTEGER NOT NULL REFERENCES configuration ON DELETE CASCADE,
      kind TEXT NOT NULL,
      recipe INTEGER NOT NULL REFERENCES recipe,
      PRIMARY KEY (configuration, kind)
    ) WITHOUT ROWID;

    -- Why a clip has no artefact: ingest's findings have no recipe, a later stage's have its own.
    CREATE TABLE fault (
      clip INTEGER NOT NULL REFERENCES clip ON DELETE CASCADE,
      stage TEXT NOT NULL,
      recipe INTEGER REFERENCES recipe ON DELETE CASCADE,
      category TEXT NOT NULL,
      message TEXT NOT NULL
    );
    CREATE UNIQUE INDEX fault_of_clip ON fault (clip, stage, ifnull(recipe, 0));

    CREATE TABLE stage_run (
      id INTEGER PRIMARY KEY,
      stage TEXT NOT NULL,
      configuration INTEGER REFERENCES configuration ON DELETE SET NULL,
      version TEXT NOT NULL,
      started REAL NOT NULL,
      seconds REAL,
      ran INTEGER NOT NULL DEFAULT 0,
      hit INTEGER NOT NULL DEFAULT 0,
      failed INTEGER NOT NULL DEFAULT 0,
      boot TEXT NOT NULL,
      synced INTEGER NOT NULL DEFAULT 0
    );

    -- key -> object. What made it of what, and the bytes that came out.
    CREATE TABLE artefact (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      key BLOB NOT NULL UNIQUE,
      object BLOB NOT NULL,
      size INTEGER NOT NULL,
      stage_version INTEGER NOT NULL,
      stage_run INTEGER REFERENCES stage_run ON DELETE SET NULL,
      bands INTEGER,
      frames INTEGER,
      padded INTEGER
    );
    CREATE INDEX artefact_by_object ON artefact (object);
    CREATE INDEX artefact_by_stage_run ON artefact (stage_run);
    CREATE TABLE usage (
      recipe INTEGER NOT NULL REFERENCES recipe ON DELETE CASCADE,
      clip INTEGER NOT NULL REFERENCES clip ON DELETE CASCADE,
      segment INTEGER NOT NULL,
      artefact INTEGER NOT NULL REFERENCES artefact ON DELETE CASCADE,
      PRIMARY KEY (recipe, clip, segment)
    ) WITHOUT ROWID;
    CREATE INDEX usage_by_clip ON usage (clip);
    CREATE INDEX usage_by_artefact ON usage (artefact);

    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      key BLOB NOT NULL UNIQUE,
      experiment BLOB NOT NULL,
      dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
      network TEXT NOT NULL,
      train_folds TEXT NOT NULL,
      test_folds TEXT NOT NULL,
      seed INTEGER NOT NULL,
      precision TEXT NOT NULL,
      epochs INTEGER NOT NULL,
      clips INTEGER NOT NULL,
      settings TEXT NOT NULL,
      state TEXT NOT NULL,
      machine TEXT NOT NULL,
      started REAL NOT NULL,
      seconds REAL NOT NULL DEFAULT 0,
      checkpoint INTEGER REFERENCES artefact ON DELETE SET NULL
    );
    CREATE INDEX run_by_checkpoint ON run (checkpoint);
    CREATE TABLE configuration_run (
      configuration INTEGER NOT NULL REFERENCES configuration ON DELETE CASCADE,
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      PRIMARY KEY (configuration, run)
    ) WITHOUT ROWID;
    CREATE TABLE epoch (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      loss REAL NOT NULL,
      accuracy REAL NOT NULL,
      learning_rate REAL NOT NULL,
      clips_per_second REAL NOT NULL,
      seconds REAL NOT NULL,
      PRIMARY KEY (run, epoch)
    ) WITHOUT ROWID;

    CREATE TABLE evaluation (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      fold INTEGER NOT NULL,
      key BLOB NOT NULL,
      clips INTEGER NOT NULL,
      accuracy REAL NOT NULL,
      balanced_accuracy REAL NOT NULL,
      macro_precision REAL NOT NULL,
      macro_recall REAL NOT NULL,
      macro_f1 REAL NOT NULL,
      log_loss REAL NOT NULL,
      PRIMARY KEY (run, fold)
    ) WITHOUT ROWID;
    CREATE TABLE class_score (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      fold INTEGER NOT NULL,
      label INTEGER NOT NULL,
      clips INTEGER NOT NULL,
      precision REAL NOT NULL,
      recall REAL NOT NULL,
      f1 REAL NOT NULL,
      PRIMARY KEY (run, fold, label)
    ) WITHOUT ROWID;
    CREATE TABLE prediction (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      clip INTEGER NOT NULL REFERENCES clip ON DELETE CASCADE,
      fold INTEGER NOT NULL,
      label INTEGER NOT NULL,
      predicted INTEGER NOT NULL,
      probability REAL NOT NULL,
      probabilities TEXT NOT NULL,
      PRIMARY KEY (run, clip)
    ) WITHOUT ROWID;
    CREATE INDEX prediction_by_clip ON prediction (clip);
    -- A picture of results; it belongs to the experiment that it shows.
    CREATE TABLE figure (
      experiment BLOB NOT NULL,
      name TEXT NOT NULL,
      artefact INTEGER NOT NULL REFERENCES artefact ON DELETE CASCADE,
      PRIMARY KEY (experiment, name)
    ) WITHOUT ROWID;
    CREATE INDEX figure_by_artefact ON figure (artefact);
    """)
}
