import GRDB

/// The views that docs/database.md documents. A column may be added at the end, none may go.
let publishedViews: [String: String] = [
  "accuracy_by_class": "run network fold label clips precision recall f1",
  "accuracy_by_fold":
    "run network fold clips accuracy balanced_accuracy "
    + "macro_precision macro_recall macro_f1 log_loss",
  "accuracy_by_salience": "run network salience clips accuracy",
  "all_predictions":
    "run experiment network clip fold label predicted probability probabilities current differs "
    + "leaky original_label",
  "all_runs":
    "run experiment network train_folds test_folds seed precision epochs clips "
    + "state seconds machine settings checkpoint current differs weights leaky labels",
  "all_tensors": "recipe clip fold label segment bands frames padded object path",
  "baselines": "experiment network folds clips accuracy deviation macro_f1",
  "cache_usage": "kind artefacts objects bytes",
  "clip_faults": "clip category stage message",
  "clip_notes": "clip note message",
  "class_evidence": "experiment network label axis low high clips activation loss",
  "clips":
    "clip path fold label recording salience start end sample_rate channels "
    + "frames seconds encoding bytes content licence original_label verdict",
  "confusion": "run label predicted clips leaky",
  "embeddings": "clip fold label segment path place",
  "image_changes": "experiment network change folds clips accuracy clean_accuracy",
  "intervals": "experiment network fold label metric value low high salience",
  "leak_lens":
    "experiment network accuracy low high leaky_experiment leaky_network leaky_accuracy leaky_low "
    + "leaky_high difference",
  "leaderboard":
    "experiment network precision epochs folds clips accuracy deviation "
    + "macro_f1 balanced_accuracy log_loss current settings labels",
  "near_duplicates":
    "clip other correlation lag_seconds shared_seconds label other_label fold other_fold recording other_recording",
  "leak_audit": "shared value folds clips",
  "map":
    "experiment network run clip fold label predicted x y first second perplexity divergence",
  "misclassified": "run clip fold label predicted probability leaky original_label",
  "predictions": "run clip fold label predicted probability probabilities leaky original_label",
  "previews": "clip fold label segment path",
  "reliability": "experiment network bin clips confidence accuracy",
  "reviews": "clip label verdict judged_label given",
  "risk_coverage": "experiment network coverage clips risk least_probability",
  "runs":
    "run experiment network train_folds test_folds seed precision epochs clips "
    + "state seconds machine settings checkpoint weights leaky labels",
  "relative_robustness":
    "experiment network reference reference_network perturbation severities error reference_error "
    + "error_ratio loss_ratio",
  "robustness":
    "experiment network condition perturbation severity folds clips accuracy macro_f1 log_loss "
    + "calibration_error clean_accuracy kept",
  "robustness_by_class":
    "experiment network condition perturbation severity label clips recall clean_recall",
  "scores": "run network condition fold label metric value",
  "sets": "run network fold promised coverage size",
  "rejections": "run network fold promised rejected",
  "unknown_sounds":
    "run network fold kind unknown promised sounds recordings known_rejected caught auroc",
  "suspects":
    "experiment network clip fold label suggested label_probability suggested_probability "
    + "original_label verdict agreeing asked",
  "tensors": "clip fold label segment bands frames padded object path",
  "training_history":
    "run epoch loss accuracy learning_rate clips_per_second seconds validation_loss "
    + "validation_accuracy leaky",
  "waveforms": "clip fold label segment padded path",
]

func viewColumns(in path: String) throws -> [String: String] {
  try DatabaseQueue(path: path).read { db in
    let views = try String.fetchAll(
      db,
      sql: """
        SELECT name FROM sqlite_master WHERE type = 'view'
        AND name NOT LIKE 'current%' AND name NOT LIKE 'clean%' AND name NOT LIKE 'setting%'
        ORDER BY name
        """)
    return try Dictionary(
      uniqueKeysWithValues: views.map { view in
        // Reading a row prepares the view's statement, so a wrong one shows.
        _ = try Row.fetchOne(db, sql: "SELECT * FROM \(view)")
        return (view, try db.columns(in: view).map(\.name).joined(separator: " "))
      })
  }
}

func execute(_ sql: String, in path: String) throws {
  try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
}

/// Runs `body` while another connection is in the middle of a transaction.
func whileLocked(_ path: String, _ body: () throws -> Void) throws {
  try DatabaseQueue(path: path).inDatabase { db in
    try db.inTransaction(.exclusive) {
      try body()
      return .rollback
    }
  }
}
