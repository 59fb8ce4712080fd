import Digests
import Foundation
import Manifest
import ModelStages
import Pipeline

/// What the manifest's views say of an experiment. Every figure of the page is from here, and so equals
/// its view's.
struct ReportData {
  let subject: ReportSubject
  let context: StageContext
  let classes: [String]
  /// `experiment`, `fold` and so on; see the view.
  let intervals: ViewRows
  let clips: [TestedSound]
  let clipFacts: ViewRows
  let leaderboard: ViewRows
  let leaks: ViewRows
  /// Whether the sounds were compared for the leak audit, now or before some changed.
  let soundsWereCompared: Bool
  /// Of the experiment, where the same was tried on a leaky split.
  let lens: ViewRows
  let faults: ViewRows
  let notes: ViewRows
  let runs: ViewRows
  let history: ViewRows
  let salience: ViewRows
  let scores: ViewRows
  let reliability: ViewRows
  let riskCoverage: ViewRows
  let sets: ViewRows
  let rejections, unknownSounds: ViewRows
  let suspects: ViewRows
  let robustness: ViewRows
  let robustnessByClass: ViewRows
  let relativeRobustness: ViewRows
  /// Of `soundmark explain`; empty where it was not run.
  let map, evidence, changes: ViewRows

  init(_ subject: ReportSubject, in context: StageContext) throws {
    let manifest = context.manifest
    self.subject = subject
    self.context = context
    classes = try manifest.classes(of: context.rows.dataSet)
    intervals = try manifest.rows(of: "intervals", experiment: subject.experiment)
    guard !intervals.rows.isEmpty else {
      throw ReportError.noIntervals("\(subject.network) \(subject.experiment)")
    }
    let names = try context.foldNames()
    let predictions = try manifest.rows(of: "all_predictions", runs: subject.runs)
    clips = predictions.rows.indices.map { TestedSound(predictions, $0, folds: names) }
    clipFacts = try manifest.rows(of: "clips")
    leaderboard = try manifest.rows(of: "leaderboard")
    leaks = try manifest.rows(of: "leak_audit")
    soundsWereCompared = try manifest.duplicatesKey(of: context.rows.dataSet) != nil
    lens = try manifest.rows(of: "leak_lens", experiment: subject.experiment)
    faults = try manifest.rows(of: "clip_faults")
    notes = try manifest.rows(of: "clip_notes")
    runs = try manifest.rows(of: "all_runs", runs: subject.runs)
    history = try manifest.rows(of: "training_history", runs: subject.runs)
    salience = try manifest.rows(of: "accuracy_by_salience", runs: subject.runs)
    scores = try manifest.rows(of: "scores", runs: subject.runs)
    reliability = try manifest.rows(of: "reliability", experiment: subject.experiment)
    riskCoverage = try manifest.rows(of: "risk_coverage", experiment: subject.experiment)
    sets = try manifest.rows(of: "sets", runs: subject.runs)
    rejections = try manifest.rows(of: "rejections", runs: subject.runs)
    unknownSounds = try manifest.rows(of: "unknown_sounds", runs: subject.runs)
    suspects = try manifest.rows(of: "suspects", experiment: subject.experiment)
    robustness = try manifest.rows(of: "robustness", experiment: subject.experiment)
    robustnessByClass = try manifest.rows(of: "robustness_by_class", experiment: subject.experiment)
    relativeRobustness = try manifest.rows(
      of: "relative_robustness", experiment: subject.experiment)
    map = try manifest.rows(of: "map", runs: subject.runs)
    evidence = try manifest.rows(of: "class_evidence", experiment: subject.experiment)
    changes = try manifest.rows(of: "image_changes", experiment: subject.experiment)
  }

  /// A figure, given with the text that its view has.
  func figure(
    _ metric: String, fold: String = "", label: String = "", salience: String = ""
  ) -> ReportFigure? {
    intervals.figure(metric, fold: fold, label: label, salience: salience)
  }

  /// How labels differ from the metadata's: `3 corrected, 1 left out`; nil where they are as listed.
  var correctedLabels: String? {
    (runs.rows.isEmpty ? nil : runs[0, "labels"]).flatMap { $0 == "as listed" ? nil : $0 }
  }

  /// By fold, what `scores` says of sounds as they are; empty where probabilities were not measured.
  var calibration: [(fold: String, metrics: [String: String])] {
    let rows = scores.rows.indices.filter {
      scores[$0, "condition"] == Condition.clean.name && scores[$0, "label"] == ""
    }
    let folds = Dictionary(grouping: rows) { scores[$0, "fold"]! }.mapValues { rows in
      Dictionary(rows.map { (scores[$0, "metric"]!, scores[$0, "value"]!) }) { first, _ in first }
    }
    return folds.filter { $0.value["calibration_error"] != nil }
      .sorted { $0.key.localizedStandardCompare($1.key) == .orderedAscending }
      .map { ($0.key, $0.value) }
  }

  /// How many recordings the tested clips are of.
  var recordingCount: Int {
    let tested = Set(clips.map(\.name))
    var recordings: Set<String> = []
    for row in clipFacts.rows.indices where tested.contains(clipFacts[row, "clip"]!) {
      recordings.insert(clipFacts[row, "recording"]!)
    }
    return recordings.count
  }

  /// Of all that the page says.
  func digest(_ key: inout KeyText) {
    for (name, view) in [
      ("intervals", intervals), ("clips", clipFacts), ("leaderboard", leaderboard),
      ("leaks", leaks), ("lens", lens), ("faults", faults), ("notes", notes), ("runs", runs),
      ("history", history), ("salience", salience), ("scores", scores),
      ("reliability", reliability), ("riskCoverage", riskCoverage), ("sets", sets),
      ("rejections", rejections), ("unknown sounds", unknownSounds),
      ("suspects", suspects),
      ("robustness", robustness), ("robustness by class", robustnessByClass),
      ("relative robustness", relativeRobustness),
      ("map", map), ("evidence", evidence), ("changes", changes),
    ] {
      key.add(name, Self.digest(of: view.rows))
    }
    key.add("reference", context.configuration.robustness.reference ?? "")
    key.add("sounds compared", "\(soundsWereCompared)")
    key.add("tested", Self.digest(of: clips.lazy.map { [$0.name, $0.predicted, $0.shares] }))
  }

  /// Text by text, since all of a large data set's would be a second copy of it.
  private static func digest(of rows: some Sequence<[String]>) -> Digest {
    var hasher = DigestHasher()
    for row in rows {
      for text in row {
        hasher.update(text)
        hasher.update("\u{1F}")
      }
      hasher.update("\n")
    }
    return hasher.finalize()
  }
}

extension ViewRows {
  /// Of the view `intervals`, a figure of an experiment.
  func figure(
    _ metric: String, fold: String = "", label: String = "", salience: String = ""
  ) -> ReportFigure? {
    rows.indices.first {
      self[$0, "metric"] == metric && self[$0, "fold"] == fold && self[$0, "label"] == label
        && self[$0, "salience"] == salience
    }.map { row in
      ReportFigure(value: self[row, "value"]!, low: self[row, "low"]!, high: self[row, "high"]!)
    }
  }
}

/// A clip that was tested.
struct TestedSound {
  let name: String
  let run: String
  let fold: String
  let label: String
  /// The metadata's.
  let originalLabel: String
  let predicted: String
  /// The predicted class's, as the view has it.
  let probability: String
  /// JSON: class to probability.
  let shares: String

  var isRight: Bool { label == predicted }
  var confidence: Double { Double(probability) ?? 0 }

  init(_ predictions: ViewRows, _ row: Int, folds: FoldNames) {
    name = predictions[row, "clip"]!
    run = predictions[row, "run"]!
    fold = Int(predictions[row, "fold"]!).map { folds[$0] } ?? ""
    label = predictions[row, "label"]!
    originalLabel = predictions[row, "original_label"]!
    predicted = predictions[row, "predicted"]!
    probability = predictions[row, "probability"]!
    shares = predictions[row, "probabilities"]!
  }

  /// The most probable classes, the first one first.
  var leading: [(name: String, share: Double)] {
    let object = try? JSONDecoder().decode([String: Double].self, from: Data(shares.utf8))
    return (object ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4).map {
      ($0.key, $0.value)
    }
  }
}
