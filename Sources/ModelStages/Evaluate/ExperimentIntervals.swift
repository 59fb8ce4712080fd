import Digests
import Manifest
import Pipeline
import Scoring

/// The intervals of an experiment's figures over its tested folds, kept in the manifest.
struct ExperimentIntervals {
  private let runs: [RunRecord]
  private let context: StageContext
  private let key: Digest

  /// - Parameter runs: Of one experiment, one at least.
  init(of runs: [RunRecord], in context: StageContext) throws {
    self.runs = runs
    self.context = context
    var key = KeyText(stage: "intervals", version: 2)
    for run in runs {
      for (fold, evaluation) in try context.manifest.evaluationKeys(of: run.id).sorted(by: {
        $0.key < $1.key
      }) {
        key.add("\(run.id) \(fold)", evaluation)
      }
    }
    self.key = key.digest
  }

  /// Draws recordings again where what was drawn from has changed.
  func record() throws {
    guard try known.isEmpty else { return }
    let classes = try context.manifest.classes(of: context.rows.dataSet).count
    let clips = try context.manifest.testedClips(of: runs.map(\.id))
    let bootstrap = RecordingBootstrap(
      clips.map {
        .init(
          fold: $0.fold, truth: $0.label, predicted: $0.predicted, recording: $0.recording,
          salience: $0.salience)
      }, classCount: classes)
    guard let bootstrap else { return }
    var figures = bootstrap.overall.sorted { $0.key < $1.key }.map { metric, figure in
      ExperimentFigure(metric, figure)
    }
    figures += bootstrap.folds.sorted { $0.key < $1.key }.map { fold, figure in
      ExperimentFigure("accuracy", figure, fold: fold)
    }
    for (label, metrics) in bootstrap.classes.enumerated() {
      figures += metrics.sorted { $0.key < $1.key }.map { metric, figure in
        ExperimentFigure(metric, figure, label: label)
      }
    }
    figures += bootstrap.saliences.sorted { $0.key < $1.key }.map { salience, figure in
      ExperimentFigure("accuracy", figure, salience: salience)
    }
    try context.manifest.record(figures, of: runs[0].experiment, key: key)
  }

  /// Empty where none were drawn from the predictions as they are.
  var known: [ExperimentFigure] {
    get throws { try context.manifest.figures(of: runs[0].experiment, key: key) }
  }
}

extension ExperimentFigure {
  fileprivate init(
    _ metric: String, _ figure: RecordingBootstrap.Figure, fold: Int? = nil, label: Int? = nil,
    salience: Int? = nil
  ) {
    self.init(
      fold: fold, label: label, salience: salience, metric: metric, value: figure.value,
      low: figure.interval?.lower,
      high: figure.interval?.upper)
  }
}
