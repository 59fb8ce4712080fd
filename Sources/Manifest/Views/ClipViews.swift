extension View {
  static let clips = [
    View(
      "clips",
      """
      SELECT name AS clip, path, fold_name AS fold, class AS label, recording, salience, start, "end",
             sample_rate, channels, frames, CAST(frames AS REAL) / sample_rate AS seconds, encoding,
             size AS bytes, lower(hex(source)) AS content, licence,
             \(originalLabel) AS original_label, verdict
      FROM current_clip AS clip ORDER BY position
      """),
    View(
      "clip_faults",
      """
      SELECT clip.name AS clip, fault.category, fault.stage, fault.message
      FROM fault JOIN current_clip AS clip ON clip.id = fault.clip
      WHERE fault.recipe IS NULL OR fault.recipe IN (
        SELECT recipe FROM configuration_recipe
        WHERE configuration = (SELECT id FROM current_configuration))
      UNION ALL
      SELECT name, 'too-short', 'ingest',
             'Lasts ' || round(CAST(frames AS REAL) / sample_rate, 4)
             || ' s; segment.minimumSeconds asks for ' || configuration.minimum_seconds || ' s.'
      FROM current_clip, current_configuration AS configuration
      WHERE frames > 0 AND CAST(frames AS REAL) / sample_rate < configuration.minimum_seconds
      """),
    View(
      "clip_notes",
      """
      SELECT clip.name AS clip, note.note, note.message
      FROM note JOIN current_clip AS clip ON clip.id = note.clip
      WHERE note.recipe = \(recipe(.waveform))
      ORDER BY clip.position, note.note
      """),
    View(
      "near_duplicates",
      """
      SELECT clip.name AS clip, other.name AS other, pair.correlation, pair.lag AS lag_seconds,
             pair.shared AS shared_seconds, label.name AS label, other_label.name AS other_label,
             \(fold("clip.fold", of: "pair.dataset")) AS fold,
             \(fold("other.fold", of: "pair.dataset")) AS other_fold,
             clip.recording, other.recording AS other_recording
      FROM near_duplicate AS pair
      JOIN clip ON clip.id = pair.clip AND clip.source = pair.source
      JOIN clip AS other ON other.id = pair.other AND other.source = pair.other_source
      JOIN class AS label ON label.dataset = pair.dataset AND label.label = clip.label
      JOIN class AS other_label ON other_label.dataset = pair.dataset
        AND other_label.label = other.label
      WHERE pair.dataset = (SELECT dataset FROM current_configuration)
        AND clip.recording <> other.recording
      ORDER BY clip.fold = other.fold, pair.correlation DESC, clip.position, other.position
      """),
    // Grouped in the order of an index, since ingest asks each time.
    View(
      "leak_audit",
      """
      SELECT 'recording' AS shared, recording AS value,
             (SELECT group_concat(fold) FROM (
              SELECT DISTINCT \(fold("other.fold", of: "other.dataset")) AS fold FROM clip AS other
              WHERE other.dataset = clip.dataset AND other.recording = clip.recording
              ORDER BY fold)) AS folds, count(*) AS clips
      FROM clip WHERE dataset = (SELECT dataset FROM current_configuration)
      GROUP BY recording HAVING min(fold) < max(fold)
      UNION ALL
      SELECT 'content', lower(hex(source)),
             (SELECT group_concat(fold) FROM (
              SELECT DISTINCT \(fold("other.fold", of: "other.dataset")) AS fold FROM clip AS other
              WHERE other.dataset = clip.dataset AND other.source = clip.source ORDER BY fold)),
             count(*)
      FROM clip WHERE dataset = (SELECT dataset FROM current_configuration) AND source IS NOT NULL
      GROUP BY source HAVING min(fold) < max(fold)
      UNION ALL
      SELECT 'near-duplicate', clip || ' and ' || other, fold || ',' || other_fold, 2
      FROM near_duplicates WHERE fold <> other_fold
      """),
  ]
}
