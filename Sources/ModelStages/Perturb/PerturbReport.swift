import Manifest
import Pipeline

/// The table that perturb prints: each network's accuracy by condition and severity, as the view `robustness`
/// has it.
struct PerturbReport {
  private let runs: [RunRecord]
  private let context: StageContext

  init(of runs: [RunRecord], in context: StageContext) {
    self.runs = runs
    self.context = context
  }

  func print() throws {
    var seen: Set<String> = []
    for run in runs {
      let experiment = String(run.experiment.hex.prefix(12))
      guard seen.insert(experiment).inserted else { continue }
      let view = try context.manifest.rows(of: "robustness", experiment: experiment)
      guard !view.rows.isEmpty else { continue }
      printTable(view, run.network)
      try printReference(experiment)
      for row in view.rows.indices {
        context.reporter.result(
          view.object(
            "robustness", row: row, counts: ["severity", "folds", "clips"],
            texts: ["experiment", "perturbation"]))
      }
    }
  }

  private func printTable(_ view: ViewRows, _ network: String) {
    let rows = Dictionary(grouping: view.rows.indices) { view[$0, "perturbation"]! }
    let severities = Set(view.rows.indices.map { view[$0, "severity"]! }).sorted()
    context.reporter.result("")
    context.reporter.result(
      "\(network): accuracy by severity, \(figure(view[0, "clean_accuracy"])) on sounds as they are"
    )
    context.reporter.result(line("", severities))
    for (perturbation, rows) in rows.sorted(by: { $0.key < $1.key }) {
      context.reporter.result(
        line(
          perturbation,
          severities.map { severity in
            rows.first { view[$0, "severity"] == severity }.map { figure(view[$0, "accuracy"]) }
              ?? ""
          }))
    }
  }

  private func printReference(_ experiment: String) throws {
    guard let name = context.configuration.robustness.reference else { return }
    let view = try context.manifest.rows(of: "relative_robustness", experiment: experiment)
    let row = view.rows.indices.first {
      view[$0, "reference"]!.hasPrefix(name) && view[$0, "perturbation"] == ""
    }
    context.reporter.result(
      row.map {
        "errors over those of \(view[$0, "reference_network"]!) \(view[$0, "reference"]!): "
          + "\(figure(view[$0, "error_ratio"])), of what noise adds: \(figure(view[$0, "loss_ratio"]))"
      }
        ?? "robustness.reference names \(name), which was not tested in these conditions")
  }

  private func figure(_ text: String?) -> String {
    text.flatMap(Double.init).map { decimals($0, 3) } ?? "–"
  }

  private func line(_ head: String, _ cells: [String]) -> String {
    head.leftAligned(in: 18) + cells.map { $0.rightAligned(in: 8) }.joined()
  }
}
