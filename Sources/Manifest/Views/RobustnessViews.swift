extension View {
  static let robustness = [
    // Means over the folds that were tested in a condition; `clean_…` of the same folds as they are.
    View(
      "robustness",
      """
      WITH figure AS (
        SELECT run.experiment, run.network, condition.id AS condition, evaluation.clips,
               \(metric("accuracy")), \(clean("accuracy")), \(metric("macro_f1")),
               \(metric("log_loss")), \(metric("calibration_error"))
        FROM evaluation JOIN run ON run.id = evaluation.run
        JOIN condition ON condition.id = evaluation.condition
        WHERE condition.perturbation IS NOT NULL
          AND run.dataset = (SELECT dataset FROM current_configuration)
      )
      SELECT substr(lower(hex(figure.experiment)), 1, 12) AS experiment, figure.network,
             condition.name AS condition, condition.perturbation, condition.severity,
             count(*) AS folds, sum(figure.clips) AS clips, avg(accuracy) AS accuracy,
             avg(macro_f1) AS macro_f1, avg(log_loss) AS log_loss,
             avg(calibration_error) AS calibration_error, avg(clean_accuracy) AS clean_accuracy,
             avg(accuracy) / avg(clean_accuracy) AS kept
      FROM figure JOIN condition ON condition.id = figure.condition
      GROUP BY figure.experiment, condition.id
      ORDER BY figure.experiment, condition.perturbation, condition.severity
      """),
    // The share of a class's clips that are known, over all tested folds.
    View(
      "robustness_by_class",
      """
      WITH recall AS (
        SELECT run.experiment, run.network, run.dataset, score.condition, score.label,
               support.value AS clips, score.value AS recall, clean.value AS clean_recall
        FROM class_score AS score JOIN run ON run.id = score.run
        JOIN class_score AS support USING (run, condition, fold, label)
        LEFT JOIN class_score AS clean ON clean.run = score.run
          AND clean.condition = \(Condition.cleanRow) AND clean.fold = score.fold
          AND clean.label = score.label AND clean.metric = 'recall'
        WHERE score.metric = 'recall' AND support.metric = 'support'
          AND run.dataset = (SELECT dataset FROM current_configuration)
      )
      SELECT substr(lower(hex(recall.experiment)), 1, 12) AS experiment, recall.network,
             condition.name AS condition, condition.perturbation, condition.severity,
             class.name AS label, CAST(sum(clips) AS INTEGER) AS clips,
             sum(recall * clips) / sum(clips) AS recall,
             sum(clean_recall * clips) / sum(clips) AS clean_recall
      FROM recall JOIN condition ON condition.id = recall.condition
      JOIN class ON class.dataset = recall.dataset AND class.label = recall.label
      WHERE condition.perturbation IS NOT NULL
      GROUP BY recall.experiment, condition.id, recall.label
      ORDER BY recall.experiment, condition.perturbation, condition.severity, recall.label
      """),
    // Errors of an experiment over those of another, over the severities that both have: Hendrycks and
    // Dietterich 2019, whose relative one takes the errors on clean sounds off both. Without a
    // perturbation: the means over all.
    View(
      "relative_robustness",
      """
      WITH pair AS (
        SELECT own.experiment, own.network, other.experiment AS reference,
               other.network AS reference_network, own.perturbation,
               count(*) AS severities, avg(1 - own.accuracy) AS error,
               avg(1 - other.accuracy) AS reference_error,
               avg(own.clean_accuracy - own.accuracy) AS loss,
               avg(other.clean_accuracy - other.accuracy) AS reference_loss
        FROM robustness AS own
        JOIN robustness AS other USING (condition)
        WHERE own.experiment <> other.experiment
        GROUP BY own.experiment, other.experiment, own.perturbation
      ), ratio AS (
        SELECT *, error / reference_error AS error_ratio, loss / reference_loss AS loss_ratio
        FROM pair
      )
      SELECT experiment, network, reference, reference_network, perturbation, severities, error,
             reference_error, error_ratio, loss_ratio FROM ratio
      UNION ALL
      SELECT experiment, network, reference, reference_network, NULL, sum(severities), avg(error),
             avg(reference_error), avg(error_ratio), avg(loss_ratio)
      FROM ratio GROUP BY experiment, reference
      """),
  ]

  /// A metric of the row `evaluation` on the same fold's sounds as they are.
  private static func clean(_ name: String) -> String {
    """
    (SELECT value FROM score WHERE score.run = evaluation.run
     AND score.condition = \(Condition.cleanRow) AND score.fold = evaluation.fold
     AND score.metric = '\(name)') AS clean_\(name)
    """
  }
}
