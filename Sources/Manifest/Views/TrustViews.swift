extension View {
  /// What they say of themselves is as good as what they are tested on.
  private static let leakyRuns = "SELECT run FROM runs WHERE leaky"

  static let trust = [
    // Fifteen parts with as many clips each, by confidence.
    View(
      "reliability",
      """
      SELECT experiment, network, bin, count(*) AS clips, avg(probability) AS confidence,
             avg(label = predicted) AS accuracy
      FROM (SELECT run.experiment, run.network, probability, label, predicted,
                   ntile(15) OVER (PARTITION BY run.experiment ORDER BY probability, clip) AS bin
            FROM predictions JOIN runs AS run USING (run) WHERE NOT run.leaky)
      GROUP BY experiment, bin ORDER BY experiment, bin
      """),
    // Sets of classes that promise to hold the truth so often, and how often they do.
    View(
      "sets",
      """
      SELECT covered.run, covered.network, covered.fold,
             CAST(substr(covered.metric, 6, 2) AS REAL) / 100 AS promised, covered.value AS coverage,
             sized.value AS size
      FROM scores AS covered
      JOIN scores AS sized ON sized.run = covered.run AND sized.condition = covered.condition
        AND sized.fold = covered.fold
        AND sized.metric = replace(covered.metric, '_coverage', '_size')
      WHERE covered.metric LIKE 'sets\\___\\_coverage' ESCAPE '\\' AND covered.condition = 'clean'
        AND covered.run NOT IN (\(leakyRuns))
      ORDER BY covered.run, covered.fold, promised
      """),
    // What is promised of known sounds to be taken for none of the classes at most, and what is.
    View(
      "rejections",
      """
      SELECT run, network, fold, CAST(substr(metric, 10) AS REAL) / 100 AS promised,
             value AS rejected
      FROM scores WHERE metric LIKE 'rejected\\___' ESCAPE '\\' AND condition = 'clean'
        AND run NOT IN (\(leakyRuns))
      ORDER BY run, fold, promised
      """),
    // Sounds that are none of the classes, and how many of them are caught.
    View(
      "unknown_sounds",
      """
      WITH asked AS (
        SELECT run, network, fold, condition, \(figure("sounds")), \(figure("recordings")),
               \(figure("auroc")), \(figure("caught_10")), \(figure("caught_05")),
               \(figure("known_rejected_10")), \(figure("known_rejected_05"))
        FROM scores WHERE condition LIKE 'unknown %' AND run NOT IN (\(leakyRuns))
        GROUP BY run, fold, condition
      ), share (promised) AS (VALUES (0.05), (0.1))
      SELECT run, network, fold, substr(condition, 9, instr(condition, ':') - 9) AS kind,
             substr(condition, instr(condition, ':') + 2) AS unknown, promised,
             CAST(sounds AS INTEGER) AS sounds, CAST(recordings AS INTEGER) AS recordings,
             iif(promised = 0.1, known_rejected_10, known_rejected_05) AS known_rejected,
             iif(promised = 0.1, caught_10, caught_05) AS caught, auroc
      FROM asked CROSS JOIN share ORDER BY kind, unknown, run, fold, promised
      """),
    // Of the surest 5 %, 10 %, … of the clips, the share that is wrong.
    View(
      "risk_coverage",
      """
      WITH RECURSIVE ranked AS MATERIALIZED (
        SELECT run.experiment, run.network, label <> predicted AS is_wrong, probability,
               row_number() OVER (PARTITION BY run.experiment ORDER BY probability DESC, clip)
               AS place, count(*) OVER (PARTITION BY run.experiment) AS clips
        FROM predictions JOIN runs AS run USING (run) WHERE NOT run.leaky
      ), twentieth (part) AS (
        VALUES (1) UNION ALL SELECT part + 1 FROM twentieth WHERE part < 20
      )
      SELECT experiment, network, part / 20.0 AS coverage, count(*) AS clips, avg(is_wrong) AS risk,
             min(probability) AS least_probability
      FROM twentieth JOIN ranked ON place <= (clips * part + 19) / 20
      GROUP BY experiment, part ORDER BY experiment, part
      """),
    // Labels that may be wrong, by what networks that had not learned from a clip say of it: confident
    // learning (Northcutt and others 2021). A clip counts for a class of which it is at least as sure as
    // of the clips that bear that label; it is suspected where the likeliest such class is not its label,
    // nor is what was predicted. What somebody has heard and judged is no suspect any longer.
    // With a limit, a condition on the view is not moved into it, where it keeps SQLite from an index.
    View(
      "suspects",
      """
      WITH share AS (
        SELECT run.experiment, run.network, prediction.clip, prediction.fold, prediction.label,
               prediction.predicted, each.key AS class, each.value AS probability
        FROM predictions AS prediction JOIN runs AS run USING (run),
             json_each(prediction.probabilities) AS each
        WHERE run.network NOT IN (\(baselineNames)) AND NOT run.leaky
      ), threshold AS (
        SELECT experiment, class, avg(probability) AS least
        FROM share WHERE class = label GROUP BY experiment, class
      ), confident AS (
        SELECT share.experiment, network, clip, fold, label, predicted, share.class AS suggested,
               max(probability) AS suggested_probability
        FROM share JOIN threshold USING (experiment, class)
        WHERE probability >= least - 1e-6 GROUP BY share.experiment, clip
      )
      SELECT confident.experiment, confident.network, confident.clip, confident.fold,
             confident.label, suggested, share.probability AS label_probability,
             suggested_probability, \(originalLabel) AS original_label, clip.verdict,
             \(askedOf("prediction.predicted = class.label")) AS agreeing, \(askedOf("1")) AS asked
      FROM confident JOIN share ON share.experiment = confident.experiment
        AND share.clip = confident.clip AND share.class = confident.label
      JOIN current_clip AS clip ON clip.name = confident.clip
      JOIN class ON class.dataset = clip.dataset AND class.name = suggested
      WHERE suggested <> confident.label AND confident.predicted <> confident.label
        AND (clip.verdict IS NULL OR clip.verdict = 'unsure')
      ORDER BY confident.experiment, share.probability, confident.clip
      LIMIT -1
      """),
  ]

  /// A metric of a group of rows of `scores`.
  private static func figure(_ metric: String) -> String {
    "max(CASE metric WHEN '\(metric)' THEN value END) AS \(metric)"
  }

  /// How many contenders and seeds, of whichever configuration, were tested on the row `clip` and meet a
  /// condition.
  private static func askedOf(_ condition: String) -> String {
    """
    (SELECT count(DISTINCT hex(run.experiment) || run.seed)
     FROM clean_prediction AS prediction JOIN run ON run.id = prediction.run
     WHERE prediction.clip = clip.id AND run.honest IS NULL
       AND run.network NOT IN (\(baselineNames)) AND \(condition))
    """
  }
}
