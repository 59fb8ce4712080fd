extension Migration {
  /// What is strange about sounds; and files that are decoded otherwise now are looked at once more.
  static let soundNotes = Migration(
    "6 notes and decoders",
    """
    CREATE TABLE note (
      clip INTEGER NOT NULL REFERENCES clip ON DELETE CASCADE,
      recipe INTEGER NOT NULL REFERENCES recipe ON DELETE CASCADE,
      note TEXT NOT NULL,
      message TEXT NOT NULL,
      PRIMARY KEY (clip, recipe, note)
    ) WITHOUT ROWID;

    -- As if they had been touched: MPEG audio, whose length was an estimate; streams that may be joined;
    -- sizes that may have wrapped; containers whose headers were not held to what is there; and what was
    -- no sound or empty to earlier decoders.
    UPDATE clip SET modified = -1
    WHERE encoding LIKE 'MPEG %' OR encoding LIKE 'OGG %' OR encoding LIKE 'AU %'
      OR encoding LIKE 'W64 %' OR size >= 4294967295
      OR size > 4096 + frames * channels * CASE
        WHEN encoding LIKE '% PCM__8' OR encoding LIKE '% _LAW' THEN 1
        WHEN encoding LIKE '% PCM_16' THEN 2 WHEN encoding LIKE '% PCM_24' THEN 3
        WHEN encoding LIKE '% PCM_32' OR encoding LIKE '% FLOAT' THEN 4 ELSE 8 END
      OR id IN (SELECT clip FROM fault
                WHERE stage = 'ingest' AND category IN ('not-audio', 'empty'));
    DELETE FROM usage WHERE clip IN (SELECT id FROM clip WHERE encoding LIKE 'MPEG %');
    DELETE FROM absent_usage WHERE clip IN (SELECT id FROM clip WHERE encoding LIKE 'MPEG %');
    """)
}
