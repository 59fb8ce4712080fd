extension View {
  static let comparison = [
    View(
      "leaderboard",
      """
      SELECT substr(lower(hex(run.experiment)), 1, 12) AS experiment, run.network, run.precision,
             run.epochs, count(DISTINCT evaluation.fold) AS folds, sum(evaluation.clips) AS clips,
             avg(evaluation.accuracy) AS accuracy,
             CASE WHEN count(*) > 1 THEN
               sqrt(max(0, sum(evaluation.accuracy * evaluation.accuracy)
                           - count(*) * avg(evaluation.accuracy) * avg(evaluation.accuracy))
                    / (count(*) - 1)) END AS deviation,
             avg(evaluation.macro_f1) AS macro_f1,
             avg(evaluation.balanced_accuracy) AS balanced_accuracy,
             avg(evaluation.log_loss) AS log_loss,
             max(run.id IN (SELECT id FROM current_run)) AS current
      FROM run JOIN clean_evaluation AS evaluation ON evaluation.run = run.id
      WHERE run.dataset = (SELECT dataset FROM current_configuration)
        AND run.id IN (SELECT run FROM configuration_run)
      GROUP BY run.experiment ORDER BY accuracy DESC
      """),
    View(
      "baselines",
      """
      SELECT experiment, network, folds, clips, accuracy, deviation, macro_f1
      FROM leaderboard WHERE network IN ('linear', 'duration') AND current
      """),
  ]
}
