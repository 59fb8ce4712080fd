extension View {
  static let runs = [
    View(
      "runs",
      """
      SELECT run.id AS run, substr(lower(hex(run.experiment)), 1, 12) AS experiment, run.network,
             \(folds("run.train_folds", of: "run.dataset")) AS train_folds,
             \(folds("run.test_folds", of: "run.dataset")) AS test_folds, run.seed, run.precision,
             run.epochs, run.clips, run.state, run.seconds, run.machine, run.settings,
             \(path(.checkpoint)) AS checkpoint, run.weights,
             run.honest IS NOT NULL AS leaky, ifnull(run.labels, 'as listed') AS labels
      FROM current_run AS run LEFT JOIN artefact ON artefact.id = run.checkpoint
      ORDER BY run.id
      """),
    View(
      "all_runs",
      """
      SELECT run.id AS run, substr(lower(hex(run.experiment)), 1, 12) AS experiment, run.network,
             run.train_folds, run.test_folds, run.seed, run.precision, run.epochs, run.clips, run.state,
             run.seconds, run.machine, run.settings,
             \(path(.checkpoint)) AS checkpoint,
             run.id IN (SELECT id FROM current_run) AS current,
             ifnull(setting_difference.differs, '') AS differs, run.weights,
             run.honest IS NOT NULL AS leaky, ifnull(run.labels, 'as listed') AS labels
      FROM run LEFT JOIN artefact ON artefact.id = run.checkpoint
      LEFT JOIN setting_difference ON setting_difference.run = run.id
      ORDER BY run.id
      """),
    View(
      "training_history",
      """
      SELECT epoch.run, epoch.epoch, epoch.loss, epoch.accuracy, epoch.learning_rate,
             epoch.clips_per_second, epoch.seconds, epoch.validation_loss,
             epoch.validation_accuracy, run.honest IS NOT NULL AS leaky
      FROM epoch JOIN current_run AS run ON run.id = epoch.run
      ORDER BY epoch.run, epoch.epoch
      """),
    View(
      "predictions",
      """
      SELECT prediction.run, clip.name AS clip,
             \(fold("prediction.fold", of: "run.dataset")) AS fold, truth.name AS label,
             guess.name AS predicted, prediction.probability, prediction.probabilities,
             run.honest IS NOT NULL AS leaky, \(originalLabel) AS original_label
      FROM clean_prediction AS prediction
      JOIN current_run AS run ON run.id = prediction.run
      JOIN clip ON clip.id = prediction.clip
      JOIN class AS truth ON truth.dataset = run.dataset AND truth.label = prediction.label
      JOIN class AS guess ON guess.dataset = run.dataset AND guess.label = prediction.predicted
      ORDER BY prediction.run, clip.position
      """),
    View(
      "all_predictions",
      """
      SELECT prediction.run, run.experiment, run.network, clip.name AS clip, prediction.fold,
             truth.name AS label, guess.name AS predicted, prediction.probability,
             prediction.probabilities, run.current, run.differs, run.leaky,
             \(originalLabel) AS original_label
      FROM clean_prediction AS prediction
      JOIN all_runs AS run ON run.run = prediction.run
      JOIN clip ON clip.id = prediction.clip
      JOIN class AS truth ON truth.dataset = clip.dataset AND truth.label = prediction.label
      JOIN class AS guess ON guess.dataset = clip.dataset AND guess.label = prediction.predicted
      ORDER BY prediction.run, clip.position
      """),
    View(
      "misclassified",
      """
      SELECT run, clip, fold, label, predicted, probability, leaky, original_label
      FROM predictions WHERE predicted <> label ORDER BY probability DESC
      """),
  ]
}
