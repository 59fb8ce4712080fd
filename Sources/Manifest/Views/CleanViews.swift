extension View {
  /// What the views of results are made from: predictions and scores of sounds as they are, a column a
  /// metric. No part of the public interface.
  static let clean = [
    View(
      "clean_prediction",
      """
      SELECT run, clip, fold, label, predicted, probability, probabilities
      FROM prediction WHERE condition = \(Condition.cleanRow)
      """),
    View(
      "clean_evaluation",
      """
      SELECT run, fold, clips,
             \(metric("accuracy")), \(metric("balanced_accuracy")), \(metric("macro_precision")),
             \(metric("macro_recall")), \(metric("macro_f1")), \(metric("log_loss"))
      FROM evaluation WHERE condition = \(Condition.cleanRow)
      """),
    View(
      "clean_class_score",
      """
      SELECT run, fold, label, \(classMetric("support", as: "INTEGER", named: "clips")),
             \(classMetric("precision")), \(classMetric("recall")), \(classMetric("f1"))
      FROM class_score WHERE condition = \(Condition.cleanRow) GROUP BY run, fold, label
      """),
  ]

  /// A column with a metric of the row `evaluation`; null where it was not measured.
  static func metric(_ name: String) -> String {
    """
    (SELECT value FROM score WHERE score.run = evaluation.run
     AND score.condition = evaluation.condition AND score.fold = evaluation.fold
     AND score.metric = '\(name)') AS \(name)
    """
  }

  /// A column with a metric of a group of rows of `class_score`.
  private static func classMetric(
    _ name: String, as type: String = "REAL", named column: String? = nil
  ) -> String {
    "CAST(max(CASE metric WHEN '\(name)' THEN value END) AS \(type)) AS \(column ?? name)"
  }
}
