/// The views: the manifest's public interface. Their columns, once published, stay.
///
/// They show the configuration that was last used; `all_tensors` and `leaderboard` show every one.
enum Views {
  static let all = [
    current, clips, faults, leaks, artefacts, runs, scores, comparison,
  ].joined(separator: "\n")

  /// The path of an artefact's object below the cache's folder.
  private static func path(_ artefact: String, _ ending: String) -> String {
    let hex = "lower(hex(\(artefact).object))"
    return "'objects/' || substr(\(hex), 1, 2) || '/' || substr(\(hex), 3) || '.\(ending)'"
  }

  private static func recipe(_ kind: String) -> String {
    """
    (SELECT recipe FROM configuration_recipe
     WHERE kind = '\(kind)' AND configuration = (SELECT id FROM current_configuration))
    """
  }

  private static let current = """
    CREATE VIEW current_configuration AS
    SELECT id, lower(hex(digest)) AS digest, json, dataset, minimum_seconds, last_used
    FROM configuration ORDER BY last_used DESC, id DESC LIMIT 1;

    CREATE VIEW current_clip AS
    SELECT clip.*, class.name AS class
    FROM clip LEFT JOIN class ON class.dataset = clip.dataset AND class.label = clip.label
    WHERE clip.dataset = (SELECT dataset FROM current_configuration);

    CREATE VIEW current_run AS
    SELECT run.* FROM run JOIN configuration_run ON configuration_run.run = run.id
    WHERE configuration_run.configuration = (SELECT id FROM current_configuration);
    """

  private static let clips = """
    CREATE VIEW clips AS
    SELECT name AS clip, path, fold, class AS label, recording, salience, start, "end",
           sample_rate, channels, frames, CAST(frames AS REAL) / sample_rate AS seconds, encoding,
           size AS bytes, lower(hex(source)) AS content
    FROM current_clip ORDER BY position;
    """

  private static let faults = """
    CREATE VIEW clip_faults AS
    SELECT clip.name AS clip, fault.category, fault.stage, fault.message
    FROM fault JOIN current_clip AS clip ON clip.id = fault.clip
    WHERE fault.recipe IS NULL OR fault.recipe IN (
      SELECT recipe FROM configuration_recipe
      WHERE configuration = (SELECT id FROM current_configuration))
    UNION ALL
    SELECT name, 'too-short', 'ingest',
           'Lasts ' || round(CAST(frames AS REAL) / sample_rate, 4)
           || ' s; segment.minimumSeconds asks for ' || configuration.minimum_seconds || ' s.'
    FROM current_clip, current_configuration AS configuration
    WHERE frames > 0 AND CAST(frames AS REAL) / sample_rate < configuration.minimum_seconds;
    """

  /// Grouped in the order of an index, since ingest asks each time.
  static let leaks = """
    CREATE VIEW leak_audit AS
    SELECT 'recording' AS shared, recording AS value,
           (SELECT group_concat(fold) FROM (SELECT DISTINCT fold FROM clip AS other
            WHERE other.dataset = clip.dataset AND other.recording = clip.recording
            ORDER BY fold)) AS folds, count(*) AS clips
    FROM clip WHERE dataset = (SELECT dataset FROM current_configuration)
    GROUP BY recording HAVING min(fold) < max(fold)
    UNION ALL
    SELECT 'content', lower(hex(source)),
           (SELECT group_concat(fold) FROM (SELECT DISTINCT fold FROM clip AS other
            WHERE other.dataset = clip.dataset AND other.source = clip.source ORDER BY fold)),
           count(*)
    FROM clip WHERE dataset = (SELECT dataset FROM current_configuration) AND source IS NOT NULL
    GROUP BY source HAVING min(fold) < max(fold);
    """

  private static let artefacts = """
    CREATE VIEW tensors AS
    SELECT clip.name AS clip, clip.fold, clip.class AS label, usage.segment, artefact.bands,
           artefact.frames, artefact.padded, lower(hex(artefact.object)) AS object,
           \(path("artefact", "npy")) AS path
    FROM usage
    JOIN current_clip AS clip ON clip.id = usage.clip
    JOIN artefact ON artefact.id = usage.artefact
    WHERE usage.recipe = \(recipe("tensor"))
    ORDER BY clip.position, usage.segment;

    CREATE VIEW all_tensors AS
    SELECT usage.recipe, clip.name AS clip, clip.fold, class.name AS label, usage.segment,
           artefact.bands, artefact.frames, artefact.padded, lower(hex(artefact.object)) AS object,
           \(path("artefact", "npy")) AS path
    FROM usage
    JOIN recipe ON recipe.id = usage.recipe AND recipe.kind = 'tensor'
    JOIN clip ON clip.id = usage.clip
    JOIN artefact ON artefact.id = usage.artefact
    LEFT JOIN class ON class.dataset = clip.dataset AND class.label = clip.label
    ORDER BY usage.recipe, clip.position, usage.segment;

    CREATE VIEW waveforms AS
    SELECT clip.name AS clip, clip.fold, clip.class AS label, usage.segment, artefact.padded,
           \(path("artefact", "wav")) AS path
    FROM usage
    JOIN current_clip AS clip ON clip.id = usage.clip
    JOIN artefact ON artefact.id = usage.artefact
    WHERE usage.recipe = \(recipe("waveform"))
    ORDER BY clip.position, usage.segment;

    CREATE VIEW previews AS
    SELECT clip.name AS clip, clip.fold, clip.class AS label, usage.segment,
           \(path("artefact", "png")) AS path
    FROM usage
    JOIN current_clip AS clip ON clip.id = usage.clip
    JOIN artefact ON artefact.id = usage.artefact
    WHERE usage.recipe = \(recipe("preview"))
    ORDER BY clip.position, usage.segment;

    CREATE VIEW cache_usage AS
    SELECT kind, count(*) AS artefacts, count(DISTINCT object) AS objects,
           (SELECT sum(size) FROM (SELECT DISTINCT object, size FROM artefact AS other
                                   WHERE other.kind = artefact.kind)) AS bytes
    FROM artefact GROUP BY kind;
    """

  private static let runs = """
    CREATE VIEW runs AS
    SELECT run.id AS run, substr(lower(hex(run.experiment)), 1, 12) AS experiment, run.network,
           run.train_folds, run.test_folds, run.seed, run.precision, run.epochs, run.clips, run.state,
           run.seconds, run.machine, run.settings,
           \(path("artefact", "safetensors")) AS checkpoint
    FROM current_run AS run LEFT JOIN artefact ON artefact.id = run.checkpoint
    ORDER BY run.id;

    CREATE VIEW training_history AS
    SELECT epoch.run, epoch.epoch, epoch.loss, epoch.accuracy, epoch.learning_rate,
           epoch.clips_per_second, epoch.seconds
    FROM epoch JOIN current_run AS run ON run.id = epoch.run
    ORDER BY epoch.run, epoch.epoch;

    CREATE VIEW predictions AS
    SELECT prediction.run, clip.name AS clip, prediction.fold, truth.name AS label,
           guess.name AS predicted, prediction.probability, prediction.probabilities
    FROM prediction
    JOIN current_run AS run ON run.id = prediction.run
    JOIN clip ON clip.id = prediction.clip
    JOIN class AS truth ON truth.dataset = run.dataset AND truth.label = prediction.label
    JOIN class AS guess ON guess.dataset = run.dataset AND guess.label = prediction.predicted
    ORDER BY prediction.run, clip.position;

    CREATE VIEW misclassified AS
    SELECT run, clip, fold, label, predicted, probability
    FROM predictions WHERE predicted <> label ORDER BY probability DESC;
    """

  private static let scores = """
    CREATE VIEW accuracy_by_fold AS
    SELECT evaluation.run, run.network, evaluation.fold, evaluation.clips, evaluation.accuracy,
           evaluation.balanced_accuracy, evaluation.macro_precision, evaluation.macro_recall,
           evaluation.macro_f1, evaluation.log_loss
    FROM evaluation JOIN current_run AS run ON run.id = evaluation.run
    ORDER BY evaluation.run, evaluation.fold;

    CREATE VIEW accuracy_by_class AS
    SELECT class_score.run, run.network, class_score.fold, class.name AS label, class_score.clips,
           class_score.precision, class_score.recall, class_score.f1
    FROM class_score
    JOIN current_run AS run ON run.id = class_score.run
    JOIN class ON class.dataset = run.dataset AND class.label = class_score.label
    ORDER BY class_score.run, class_score.fold, class_score.label;

    CREATE VIEW accuracy_by_salience AS
    SELECT prediction.run, run.network, clip.salience, count(*) AS clips,
           avg(prediction.predicted = prediction.label) AS accuracy
    FROM prediction
    JOIN current_run AS run ON run.id = prediction.run
    JOIN clip ON clip.id = prediction.clip
    GROUP BY prediction.run, clip.salience;

    CREATE VIEW confusion AS
    SELECT run, label, predicted, count(*) AS clips
    FROM predictions GROUP BY run, label, predicted;
    """

  private static let comparison = """
    CREATE VIEW leaderboard AS
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
    FROM run JOIN evaluation ON evaluation.run = run.id
    WHERE run.dataset = (SELECT dataset FROM current_configuration)
      AND run.id IN (SELECT run FROM configuration_run)
    GROUP BY run.experiment ORDER BY accuracy DESC;

    CREATE VIEW baselines AS
    SELECT experiment, network, folds, clips, accuracy, deviation, macro_f1
    FROM leaderboard WHERE network IN ('linear', 'duration') AND current;
    """
}
