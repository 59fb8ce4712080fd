extension View {
  static let scores = [
    View(
      "accuracy_by_fold",
      """
      SELECT evaluation.run, run.network, \(fold("evaluation.fold", of: "run.dataset")) AS fold,
             evaluation.clips, evaluation.accuracy,
             evaluation.balanced_accuracy, evaluation.macro_precision, evaluation.macro_recall,
             evaluation.macro_f1, evaluation.log_loss
      FROM clean_evaluation AS evaluation JOIN current_run AS run ON run.id = evaluation.run
      ORDER BY evaluation.run, evaluation.fold
      """),
    View(
      "accuracy_by_class",
      """
      SELECT class_score.run, run.network, \(fold("class_score.fold", of: "run.dataset")) AS fold,
             class.name AS label, class_score.clips,
             class_score.precision, class_score.recall, class_score.f1
      FROM clean_class_score AS class_score
      JOIN current_run AS run ON run.id = class_score.run
      JOIN class ON class.dataset = run.dataset AND class.label = class_score.label
      ORDER BY class_score.run, class_score.fold, class_score.label
      """),
    View(
      "accuracy_by_salience",
      """
      SELECT prediction.run, run.network, clip.salience, count(*) AS clips,
             avg(prediction.predicted = prediction.label) AS accuracy
      FROM clean_prediction AS prediction
      JOIN current_run AS run ON run.id = prediction.run
      JOIN clip ON clip.id = prediction.clip
      GROUP BY prediction.run, clip.salience
      """),
    View(
      "confusion",
      """
      SELECT run, label, predicted, count(*) AS clips, leaky
      FROM predictions GROUP BY run, label, predicted
      """),
    View(
      "scores",
      """
      SELECT score.run, run.network, condition.name AS condition,
             \(fold("score.fold", of: "run.dataset")) AS fold, NULL AS label, score.metric,
             score.value
      FROM score
      JOIN current_run AS run ON run.id = score.run
      JOIN condition ON condition.id = score.condition
      UNION ALL
      SELECT class_score.run, run.network, condition.name,
             \(fold("class_score.fold", of: "run.dataset")), class.name, class_score.metric,
             class_score.value
      FROM class_score
      JOIN current_run AS run ON run.id = class_score.run
      JOIN condition ON condition.id = class_score.condition
      JOIN class ON class.dataset = run.dataset AND class.label = class_score.label
      """),
    // A figure without fold, label or salience is over all of them.
    View(
      "intervals",
      """
      SELECT substr(lower(hex(figure.experiment)), 1, 12) AS experiment, run.network,
             \(fold("figure.fold", of: "run.dataset")) AS fold, class.name AS label, figure.metric,
             figure.value, figure.low, figure.high, figure.salience
      FROM experiment_figure AS figure
      JOIN (SELECT experiment, network, dataset FROM run
            WHERE dataset = (SELECT dataset FROM current_configuration)
            GROUP BY experiment) AS run ON run.experiment = figure.experiment
      LEFT JOIN class ON class.dataset = run.dataset AND class.label = figure.label
      ORDER BY figure.experiment, figure.rowid
      """),
  ]
}
