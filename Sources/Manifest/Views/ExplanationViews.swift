extension View {
  /// What `soundmark explain` found.
  static let explanations = [
    View(
      "map",
      """
      SELECT substr(lower(hex(run.experiment)), 1, 12) AS experiment, run.network, run.id AS run,
             clip.name AS clip, \(fold("prediction.fold", of: "run.dataset")) AS fold,
             truth.name AS label, guess.name AS predicted, point.x, point.y, point.first,
             point.second, clip_map.perplexity, clip_map.divergence
      FROM map_point AS point
      JOIN clip_map ON clip_map.run = point.run
      JOIN current_run AS run ON run.id = point.run
      JOIN clip ON clip.id = point.clip
      JOIN clean_prediction AS prediction ON prediction.run = point.run
        AND prediction.clip = point.clip
      JOIN class AS truth ON truth.dataset = run.dataset AND truth.label = prediction.label
      JOIN class AS guess ON guess.dataset = run.dataset AND guess.label = prediction.predicted
      ORDER BY run.id, clip.position
      """),
    // Over the runs of an experiment, each clip counting once.
    View(
      "class_evidence",
      """
      SELECT substr(lower(hex(run.experiment)), 1, 12) AS experiment, run.network,
             class.name AS label, evidence.axis, evidence.low, evidence.high,
             sum(evidence.clips) AS clips,
             sum(evidence.activation * evidence.clips) / sum(evidence.clips) AS activation,
             sum(evidence.loss * evidence.clips) / sum(evidence.clips) AS loss
      FROM evidence_of_class AS evidence
      JOIN current_run AS run ON run.id = evidence.run
      JOIN class ON class.dataset = run.dataset AND class.label = evidence.label
      GROUP BY run.experiment, evidence.label, evidence.axis, evidence.place
      ORDER BY run.experiment, evidence.label, evidence.axis, evidence.place
      """),
    // The means over folds, as the leaderboard has them.
    View(
      "image_changes",
      """
      SELECT substr(lower(hex(run.experiment)), 1, 12) AS experiment, run.network,
             substr(condition.name, \(Condition.imagePrefix.count + 1)) AS change,
             count(*) AS folds, sum(evaluation.clips) AS clips, avg(changed.value) AS accuracy,
             avg(clean.value) AS clean_accuracy
      FROM condition
      JOIN evaluation ON evaluation.condition = condition.id
      JOIN score AS changed ON changed.run = evaluation.run
        AND changed.condition = condition.id AND changed.fold = evaluation.fold
        AND changed.metric = 'accuracy'
      JOIN score AS clean ON clean.run = evaluation.run AND clean.condition = \(Condition.cleanRow)
        AND clean.fold = evaluation.fold AND clean.metric = 'accuracy'
      JOIN current_run AS run ON run.id = evaluation.run
      WHERE condition.name LIKE '\(Condition.imagePrefix)%'
      GROUP BY run.experiment, condition.id ORDER BY run.experiment, condition.id
      """),
  ]
}
