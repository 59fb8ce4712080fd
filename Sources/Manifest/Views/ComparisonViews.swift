extension View {
  static let comparison = [
    View(
      "leaderboard",
      """
      SELECT substr(lower(hex(run.experiment)), 1, 12) AS experiment, run.network, run.precision,
             run.epochs, count(DISTINCT evaluation.fold) AS folds, sum(evaluation.clips) AS clips,
             round(avg(evaluation.accuracy), 4) AS accuracy,
             CASE WHEN count(*) > 1 THEN
               round(sqrt(max(0, sum(evaluation.accuracy * evaluation.accuracy)
                                 - count(*) * avg(evaluation.accuracy) * avg(evaluation.accuracy))
                          / (count(*) - 1)), 4) END AS deviation,
             round(avg(evaluation.macro_f1), 4) AS macro_f1,
             round(avg(evaluation.balanced_accuracy), 4) AS balanced_accuracy,
             round(avg(evaluation.log_loss), 4) AS log_loss,
             max(run.id IN (SELECT id FROM current_run)) AS current,
             ifnull((SELECT settings FROM setting_of_experiment
                     WHERE setting_of_experiment.experiment = run.experiment), '') AS settings,
             ifnull(run.labels, 'as listed') AS labels
      FROM run JOIN clean_evaluation AS evaluation ON evaluation.run = run.id
      WHERE run.dataset = (SELECT dataset FROM current_configuration)
        AND run.id IN (SELECT run FROM configuration_run) AND run.honest IS NULL
      GROUP BY run.experiment ORDER BY avg(evaluation.accuracy) DESC
      """),
    View(
      "baselines",
      """
      SELECT experiment, network, folds, clips, accuracy, deviation, macro_f1
      FROM leaderboard WHERE network IN (\(baselineNames)) AND current
      """),
    // What a split lends to figures that cuts recordings over training and test.
    View(
      "leak_lens",
      """
      SELECT pair.honest AS experiment, honest.network, honest.value AS accuracy, honest.low,
             honest.high, pair.experiment AS leaky_experiment, leaky.network AS leaky_network,
             leaky.value AS leaky_accuracy, leaky.low AS leaky_low, leaky.high AS leaky_high,
             leaky.value - honest.value AS difference
      FROM (SELECT DISTINCT substr(lower(hex(experiment)), 1, 12) AS experiment,
                            substr(lower(hex(honest)), 1, 12) AS honest
            FROM run WHERE honest IS NOT NULL
              AND dataset = (SELECT dataset FROM current_configuration)) AS pair
      JOIN intervals AS leaky ON leaky.experiment = pair.experiment
        AND leaky.metric = 'accuracy' AND leaky.fold IS NULL AND leaky.label IS NULL
        AND leaky.salience IS NULL
      LEFT JOIN intervals AS honest ON honest.experiment = pair.honest
        AND honest.metric = 'accuracy' AND honest.fold IS NULL AND honest.label IS NULL
        AND honest.salience IS NULL
      """),
  ]
}
