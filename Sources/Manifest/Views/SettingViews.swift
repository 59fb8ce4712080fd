extension View {
  /// What results were made with, key by key, and how that differs from the present configuration.
  /// No part of the public interface.
  static let settings = [
    // Of canonical texts, a line `key=value` each.
    View(
      "setting_line",
      """
      WITH RECURSIVE line (owner, id, line, rest) AS (
        SELECT 'run', id, '', settings || char(10) FROM run
        UNION ALL
        SELECT 'recipe', id, '', text || char(10) FROM recipe WHERE kind = 'tensor'
        UNION ALL
        SELECT owner, id, substr(rest, 1, instr(rest, char(10)) - 1),
               substr(rest, instr(rest, char(10)) + 1)
        FROM line WHERE rest <> ''
      )
      SELECT owner, id, substr(line, 1, instr(line, '=') - 1) AS key,
             trim(substr(line, instr(line, '=') + 1), '"') AS value
      FROM line WHERE instr(line, '=') > 1
      """),
    // A run's own settings, and those of the tensors that it learned from.
    View(
      "setting_of_run",
      """
      SELECT id AS run, key, value FROM setting_line WHERE owner = 'run'
      UNION ALL
      SELECT tensors.run, key, value FROM setting_line
      JOIN (SELECT run, max(recipe) AS recipe FROM configuration_run
            JOIN configuration_recipe USING (configuration) WHERE kind = 'tensor' GROUP BY run)
           AS tensors ON setting_line.owner = 'recipe' AND setting_line.id = tensors.recipe
      """),
    View(
      "setting_at_present",
      """
      SELECT key, value FROM setting_line
      WHERE owner = 'recipe' AND id = \(recipe(.tensor))
      UNION ALL
      SELECT key, value FROM setting_line
      WHERE owner = 'run' AND id = (SELECT max(id) FROM current_run WHERE settings <> '')
      """),
    // Nothing is said of a section that one of the two has not at all, as baselines have no training.
    View(
      "setting_change",
      """
      WITH
        own AS MATERIALIZED
          (SELECT run, key, value, substr(key, 1, instr(key, '.')) AS section FROM setting_of_run),
        present AS MATERIALIZED
          (SELECT key, value, substr(key, 1, instr(key, '.')) AS section FROM setting_at_present)
      SELECT own.run, own.key, own.value AS earlier, present.value AS present
      FROM own LEFT JOIN present ON present.key = own.key
      WHERE own.section IN (SELECT section FROM present)
      UNION ALL
      SELECT begun.run, present.key, NULL, present.value
      FROM present
      JOIN (SELECT DISTINCT run, section FROM own) AS begun ON begun.section = present.section
      LEFT JOIN own ON own.run = begun.run AND own.key = present.key
      WHERE own.key IS NULL
      """),
    // `mixup 0.2 → 0`: what it was in the run, and what it is in the present configuration.
    View(
      "setting_difference",
      """
      SELECT run, group_concat(words, ', ') AS differs FROM (
        SELECT run, \(spoken("key")) || ' ' || ifnull(earlier, 'unset') || ' → '
               || ifnull(present, 'unset') AS words
        FROM setting_change WHERE earlier IS NOT present ORDER BY run, key
      ) GROUP BY run
      """),
    // Of the leaderboard's rows: just the keys in which they differ and which are no column of it.
    View(
      "setting_of_experiment",
      """
      WITH
        setting AS MATERIALIZED
          (SELECT experiment, key, value, substr(key, 1, instr(key, '.')) AS section
           FROM (SELECT experiment, max(id) AS run FROM run
                 WHERE dataset = (SELECT dataset FROM current_configuration)
                   AND id IN (SELECT run FROM configuration_run) GROUP BY experiment)
           JOIN setting_of_run USING (run)),
        section AS
          (SELECT section, count(DISTINCT experiment) AS experiments FROM setting GROUP BY section),
        differing AS
          (SELECT key FROM setting JOIN section USING (section)
           WHERE key NOT IN ('training.network.name', 'training.epochs', 'training.precision',
                             'training.seed')
           GROUP BY key HAVING count(DISTINCT value) > 1 OR count(*) < max(experiments))
      SELECT experiment, group_concat(words, ', ') AS settings FROM (
        SELECT experiment, \(spoken("key")) || ' ' || value AS words
        FROM setting WHERE key IN (SELECT key FROM differing) ORDER BY experiment, key
      ) GROUP BY experiment
      """),
  ]

  /// A key as people say it: training's own without the section's name.
  static func spoken(_ key: String) -> String {
    "CASE WHEN \(key) LIKE 'training.%' THEN substr(\(key), 10) ELSE \(key) END"
  }
}
