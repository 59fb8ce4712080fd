extension View {
  static let artefacts = [
    View(
      "tensors",
      """
      SELECT clip.name AS clip, clip.fold_name AS fold, clip.class AS label, usage.segment,
             artefact.bands, artefact.frames, artefact.padded, lower(hex(artefact.object)) AS object,
             \(path(.tensor)) AS path
      FROM usage
      JOIN current_clip AS clip ON clip.id = usage.clip
      JOIN artefact ON artefact.id = usage.artefact
      WHERE usage.recipe = \(recipe(.tensor))
      ORDER BY clip.position, usage.segment
      """),
    View(
      "all_tensors",
      """
      SELECT usage.recipe, clip.name AS clip, \(fold("clip.fold", of: "clip.dataset")) AS fold,
             class.name AS label, usage.segment,
             artefact.bands, artefact.frames, artefact.padded, lower(hex(artefact.object)) AS object,
             \(path(.tensor)) AS path
      FROM usage
      JOIN recipe ON recipe.id = usage.recipe AND recipe.kind = 'tensor'
      JOIN clip ON clip.id = usage.clip
      JOIN artefact ON artefact.id = usage.artefact
      LEFT JOIN class ON class.dataset = clip.dataset AND class.label = clip.label
      ORDER BY usage.recipe, clip.position, usage.segment
      """),
    View(
      "waveforms",
      """
      SELECT clip.name AS clip, clip.fold_name AS fold, clip.class AS label, usage.segment,
             artefact.padded,
             \(path(.waveform)) AS path
      FROM usage
      JOIN current_clip AS clip ON clip.id = usage.clip
      JOIN artefact ON artefact.id = usage.artefact
      WHERE usage.recipe = \(recipe(.waveform))
      ORDER BY clip.position, usage.segment
      """),
    View(
      "previews",
      """
      SELECT clip.name AS clip, clip.fold_name AS fold, clip.class AS label, usage.segment,
             \(path(.preview)) AS path
      FROM usage
      JOIN current_clip AS clip ON clip.id = usage.clip
      JOIN artefact ON artefact.id = usage.artefact
      WHERE usage.recipe = \(recipe(.preview))
      ORDER BY clip.position, usage.segment
      """),
    View(
      "embeddings",
      """
      SELECT clip.name AS clip, clip.fold_name AS fold, clip.class AS label, usage.segment,
             \(path(.embedding)) AS path, artefact.place
      FROM usage
      JOIN current_clip AS clip ON clip.id = usage.clip
      JOIN artefact ON artefact.id = usage.artefact
      WHERE usage.recipe = \(recipe(.embedding))
      ORDER BY clip.position, usage.segment
      """),
    View(
      "cache_usage",
      """
      SELECT kind, count(*) AS artefacts, count(DISTINCT object) AS objects,
             (SELECT sum(size) FROM (SELECT DISTINCT object, size FROM artefact AS other
                                     WHERE other.kind = artefact.kind)) AS bytes
      FROM artefact GROUP BY kind
      """),
  ]
}
