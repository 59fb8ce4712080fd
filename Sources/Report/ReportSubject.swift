import Manifest
import Pipeline

/// The experiment that a report is about, found by what a person calls it.
package struct ReportSubject: Sendable {
  /// The beginning of its digest, as the views have it.
  package let experiment: String
  package let network: String
  package let runs: [Int64]
  /// Whether the present configuration made it.
  let isCurrent: Bool
  /// Whether it was tested on a leaky split, and so is no result.
  let isLeaky: Bool

  /// The present configuration's network, trained last.
  package init(in context: StageContext) throws {
    let runs = try context.manifest.runs(of: context.rows.id)
    guard let run = runs.last(where: { $0.state == .finished && !$0.isOfBaseline }) else {
      throw ReportError.nothingEvaluated
    }
    try self.init("\(run.experiment.hex.prefix(12))", in: context)
  }

  /// - Parameter name: Of an experiment: the beginning of its digest, a network that one experiment
  ///   has, or the number of one of its runs.
  /// - Throws: `ReportError`.
  package init(_ name: String, in context: StageContext) throws {
    let all = try context.manifest.rows(of: "all_runs")
    let finished = all.rows.indices.filter { all[$0, "state"] == "finished" }
    var experiments: [String] = []
    for row in finished {
      let experiment = all[row, "experiment"]!
      let isMeant =
        all[row, "run"] == name || all[row, "network"] == name
        || name.count >= 4 && experiment.hasPrefix(name.lowercased())
      if isMeant, !experiments.contains(experiment) { experiments.append(experiment) }
    }
    let board = try context.manifest.rows(of: "leaderboard")
    let lens = try context.manifest.rows(of: "leak_lens")
    let known =
      board.rows.indices.map { "\(board[$0, "experiment"]!) (\(board[$0, "network"]!))" }
      + lens.rows.indices.map {
        "\(lens[$0, "leaky_experiment"]!) (\(lens[$0, "leaky_network"]!))"
      }
    // Of several with this network, the present configuration's.
    let current = Set(
      finished.filter { all[$0, "current"] == "1" }.map { all[$0, "experiment"]! })
    if experiments.count > 1, experiments.count(where: current.contains) == 1 {
      experiments = experiments.filter(current.contains)
    }
    guard let experiment = experiments.first else { throw ReportError.noSuch(name, known: known) }
    guard experiments.count == 1 else { throw ReportError.several(name, experiments) }
    guard known.contains(where: { $0.hasPrefix(experiment) }) else {
      throw ReportError.notOfThisDataSet(name, dataSet: context.configuration.dataset.name)
    }
    // Of several seeds the present configuration's, else the last.
    let isCurrent = current.contains(experiment)
    let candidates = finished.filter {
      all[$0, "experiment"] == experiment && (!isCurrent || all[$0, "current"] == "1")
    }
    let rows = candidates.filter { all[$0, "seed"] == all[candidates.last!, "seed"] }
    self.isCurrent = isCurrent
    self.experiment = experiment
    network = all[rows[0], "network"]!
    isLeaky = all[rows[0], "leaky"] == "1"
    runs = rows.compactMap { all[$0, "run"].flatMap { Int64($0) } }
  }
}

/// Why there is no report, in a sentence.
package enum ReportError: Error, CustomStringConvertible {
  case nothingEvaluated
  case noSuch(String, known: [String])
  case several(String, [String])
  case notOfThisDataSet(String, dataSet: String)
  case noIntervals(String)
  case nothingInCommon(String, String)

  package var description: String {
    switch self {
    case .nothingEvaluated:
      """
      There is nothing to report: no network of this configuration has finished training and was \
      tested; run soundmark train and soundmark evaluate first.
      """
    case .noSuch(let name, let known):
      """
      Could not report on \(name): no finished run, network or experiment is called so; \
      \(known.isEmpty ? "none is evaluated yet, which soundmark evaluate does" : "evaluated are \(known.joined(separator: ", "))").
      """
    case .several(let name, let experiments):
      """
      Could not report on \(name): \(experiments.count) experiments are called so; name one of \
      \(experiments.joined(separator: ", ")), which the view leaderboard tells apart.
      """
    case .notOfThisDataSet(let name, let dataSet):
      """
      Could not report on \(name): it has no results on \(dataSet), this configuration's data set; \
      figures on different sounds cannot be compared, so give the configuration that it was tested with.
      """
    case .noIntervals(let name):
      """
      Could not report on \(name): its figures have no intervals yet, as an earlier version evaluated \
      it; run soundmark evaluate under its configuration once.
      """
    case .nothingInCommon(let first, let second):
      """
      Could not compare \(first) and \(second): no clip was tested by both; evaluate them on the same \
      folds.
      """
    }
  }
}
