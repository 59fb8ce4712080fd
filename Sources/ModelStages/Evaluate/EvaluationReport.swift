import Cache
import Manifest
import Pipeline
import Scoring

/// The table that evaluate prints: each estimator by fold, over folds, by class, and the confusion.
struct EvaluationReport {
  private let plan: EvaluatePlan
  private let context: StageContext
  private let estimators: [(network: String, runs: [RunRecord])]

  init(_ plan: EvaluatePlan, in context: StageContext) {
    self.plan = plan
    self.context = context
    var order: [String] = []
    for run in plan.networkRuns + plan.runs where !order.contains(run.network) {
      order.append(run.network)
    }
    estimators = order.map { network in (network, plan.runs.filter { $0.network == network }) }
  }

  func print() throws {
    for (network, runs) in estimators { try printFolds(network, runs) }
    try printConfusion()
    try leaveFiles()
  }

  /// Pictures and tables where people find them.
  private func leaveFiles() throws {
    let folders = try estimators.map(\.runs).filter { !$0.isEmpty }.map {
      try ResultsFolder(of: $0, in: context)
    }
    context.reporter.result("")
    context.reporter.result("Pictures and tables, also for spreadsheets:")
    for folder in folders {
      try folder.write(areNew: !plan.items.isEmpty)
      context.reporter.result("  \(folder.path)")
      var object = JSONObject()
      object.set("event", "results")
      object.set("path", folder.path)
      context.reporter.result(object)
    }
  }

  private func printFolds(_ network: String, _ runs: [RunRecord]) throws {
    let reporter = context.reporter
    let words = try EvaluationProtocol(runs, folds: plan.identities.folds.count, in: context).text
    let folds = try runs.flatMap { try context.manifest.scores(of: $0.id) }
      .sorted { $0.fold < $1.fold }
    reporter.result("")
    reporter.result("\(network): \(words)")
    let weights = plan.identities.estimators[network]?.weights?.text
    if let weights { reporter.result("begins with the weights \(weights)") }
    let intervals = runs.isEmpty ? [] : try ExperimentIntervals(of: runs, in: context).known
    reporter.result(
      row("fold", ["clips"] + FoldMetric.printed.map { $0.heading! }, "95 % of accuracy"))
    for fold in folds {
      reporter.result(
        row(
          plan.identities.foldNames[fold.fold], ["\(fold.clips)"] + figures(of: fold),
          intervals.first { $0.fold == fold.fold && $0.metric == "accuracy" }?.ends ?? ""))
      reporter.result(json(network, words, fold))
    }
    if folds.count > 1 {
      let summaries = FoldMetric.printed.map { metric in
        Summary(folds.compactMap { $0.metrics[metric.name] })
      }
      let clips = "\(folds.reduce(0) { $0 + $1.clips })"
      reporter.result(
        row("mean", [clips] + summaries.map { $0.map { decimals($0.mean, 3) } ?? "" }))
      reporter.result(
        row("deviation", [""] + summaries.map { $0.map { decimals($0.deviation ?? 0, 3) } ?? "" }))
    }
    printIntervals(network, intervals.filter(\.isOverall))
  }

  /// The ends of the 95 % intervals, in the columns of their figures.
  private func printIntervals(_ network: String, _ figures: [ExperimentFigure]) {
    guard !figures.isEmpty else { return }
    let known = Dictionary(uniqueKeysWithValues: figures.map { ($0.metric, $0) })
    func ends(_ end: KeyPath<ExperimentFigure, Double?>) -> [String] {
      FoldMetric.printed.map { known[$0.name]?[keyPath: end].map { decimals($0, 3) } ?? "" }
    }
    context.reporter.result(row("95 % from", [""] + ends(\.low)))
    context.reporter.result(row("95 % to", [""] + ends(\.high)))
    var object = JSONObject()
    object.set("event", "intervals")
    object.set("network", network)
    for (metric, figure) in known.sorted(by: { $0.key < $1.key }) {
      object.set(metric, figure.value)
      if let low = figure.low, let high = figure.high {
        object.set("\(metric)_low", low)
        object.set("\(metric)_high", high)
      }
    }
    context.reporter.result(object)
  }

  private func figures(of fold: FoldScores) -> [String] {
    FoldMetric.printed.map { metric in fold.metrics[metric.name].map { decimals($0, 3) } ?? "" }
  }

  private func row(_ head: String, _ cells: [String], _ last: String = "") -> String {
    head.leftAligned(in: 10) + cells.map { $0.rightAligned(in: 10) }.joined()
      + (last.isEmpty ? "" : last.rightAligned(in: 18))
  }

  private func json(_ network: String, _ words: String, _ fold: FoldScores) -> JSONObject {
    var object = JSONObject()
    object.set("event", "scores")
    object.set("network", network)
    object.set("protocol", words)
    let names = plan.identities.foldNames
    if names.areWords {
      object.set("fold", names[fold.fold])
    } else {
      object.set("fold", fold.fold)
    }
    object.set("clips", fold.clips)
    for metric in FoldMetric.all {
      if let value = fold.metrics[metric.name] { object.set(metric.name, value) }
    }
    return object
  }

  /// Counts by truth and prediction over all tested folds, with each class's figures at the end.
  private func printConfusion() throws {
    let runs = plan.networkRuns
    guard !runs.isEmpty else { return }
    let classes = plan.identities.classes
    let counts = try context.manifest.confusion(of: runs.map(\.id), classes: classes.count)
    var confusion = ConfusionMatrix(classCount: classes.count)
    for (truth, row) in counts.enumerated() {
      for (predicted, count) in row.enumerated() {
        confusion.add(truth: truth, predicted: predicted, count: count)
      }
    }
    guard let scores = ClassificationScores(confusion) else { return }
    let columns = Self.columnNames(classes)
    let width = max(
      6, (columns.map(\.displayWidth).max() ?? 0) + 1,
      (counts.joined().max().map { "\($0)".count } ?? 1) + 2)
    let reporter = context.reporter
    reporter.result("")
    reporter.result("Confusion of \(runs[0].network) (rows: truth, columns: predicted):")
    let head = (classes.map(\.displayWidth).max() ?? 0) + 2
    let figures = ["precision", "recall", "F1"].map { $0.rightAligned(in: 11) }
    reporter.result(
      String(repeating: " ", count: head)
        + (columns.map { $0.rightAligned(in: width) } + figures).joined())
    for (label, name) in classes.enumerated() {
      let cells = counts[label].enumerated().map { predicted, count in
        (count == 0 && predicted != label ? "·" : "\(count)").rightAligned(in: width)
      }
      let score = scores.classes[label]
      let figures = [score.precision, score.recall, score.f1].map {
        decimals($0, 3).rightAligned(in: 11)
      }
      reporter.result(name.leftAligned(in: head) + (cells + figures).joined())
    }
  }

  /// The beginnings of names by which classes are told apart in narrow columns, or their numbers.
  static func columnNames(_ classes: [String]) -> [String] {
    let lengths = (5...10).filter { length in
      Set(classes.map { $0.prefix(length) }).count == classes.count
    }
    guard let length = lengths.first else { return classes.indices.map { "\($0 + 1)" } }
    return classes.map { String($0.prefix(length)) }
  }
}

extension ExperimentFigure {
  fileprivate var isOverall: Bool { fold == nil && label == nil && salience == nil }

  /// Of its interval; nil where there is none.
  fileprivate var ends: String? {
    guard let low, let high else { return nil }
    return "\(decimals(low, 3)) – \(decimals(high, 3))"
  }
}
