import Figures
import Pages
import Pipeline

extension ReportSection {
  /// Whether probabilities mean what they say; nil where runs have no such figures.
  static func trust(_ data: ReportData) -> ReportSection? {
    let folds = data.calibration
    guard !folds.isEmpty, !data.reliability.rows.isEmpty else { return nil }
    let isCalibrated = folds.contains { $0.metrics["temperature"] != nil }
    let advice: HTML =
      isCalibrated
      ? """
      <p>Left of the arrows, what the probabilities cost as the model gives them; right of them, calibrated by \
      a temperature: above 1 where it was too sure, below where it was not sure enough. It comes from clips \
      that were kept from learning, none of the tested fold.
      """
      : """
      <p>Nothing was kept from learning to calibrate by: <code>training.validation</code> does that, and \
      a probe needs nothing kept.
      """
    return ReportSection(
      id: "trust", name: "How far to trust its probabilities",
      body: """
        <div class="charts"><div><p>Of clips of which the model is about as sure, the share that is right: on \
        the diagonal, confidence means what it says; below it, the model is too sure of itself.</p>\
        \(reliability(data).html)\(source("reliability"))</div>\
        <div><p>Whoever takes the model's word only where it is sure errs less often: of the surest clips, the \
        share that is wrong.</p>\(riskCoverage(data).html)\(source("risk_coverage"))</div></div>\
        \(advice) Less is better; risk over coverage is the mean height of a fold's own curve of what is wrong.</p>\
        \(costs(folds, isCalibrated: isCalibrated).html)\(source("scores"))\(sets(data))\
        \(noneOfThese(data))
        """)
  }

  /// What wrong probabilities cost on each fold, before and after calibration.
  private static func costs(
    _ folds: [(fold: String, metrics: [String: String])], isCalibrated: Bool
  ) -> Table {
    let measures = [
      ("log_loss", "log loss"), ("brier", "Brier score"),
      ("calibration_error", "calibration error"),
      ("calibration_error_squared", "squared, less chance"),
    ]
    var table = Table(
      "What probabilities are worth\(isCalibrated ? ", as the model gives them and calibrated" : "")",
      [.text("fold")] + (isCalibrated ? [.number("temperature")] : [])
        + measures.map { .number($0.1) } + [.number("risk over coverage")])
    for (fold, metrics) in folds {
      func cell(_ metric: String) -> HTML? {
        metrics[metric].map { "<data value=\"\($0)\">\(decimals(Double($0) ?? 0, 3))</data>" }
      }
      let costs = measures.map { metric, _ -> HTML in
        let calibrated: HTML = cell("calibrated_\(metric)").map { " → \($0)" } ?? ""
        return "\(cell(metric) ?? "–")\(calibrated)"
      }
      table.add(
        ["\(fold)"] + (isCalibrated ? [cell("temperature") ?? "–"] : []) + costs
          + [cell("risk_coverage_area") ?? "–"])
    }
    return table
  }

  private static func reliability(_ data: ReportData) -> LineChart {
    let bins = data.reliability.rows.indices.map { row in
      (
        x: Double(data.reliability[row, "confidence"]!) ?? 0,
        y: Double(data.reliability[row, "accuracy"]!) ?? 0
      )
    }
    let ticks = [0, 0.25, 0.5, 0.75, 1].map { ($0, "\(Int($0 * 100)) %") }
    let shown = bins.map { "\(decimals($0.x * 100, 0)) % sure, \(decimals($0.y * 100, 0)) % right" }
    return LineChart(
      "The share that is right by confidence: \(shown.joined(separator: "; "))",
      x: LineChart.Axis("confidence", 0...1, ticks: ticks),
      y: LineChart.Axis("right", 0...1, ticks: ticks), lines: [bins],
      reference: ((0, 0), (1, 1)))
  }

  /// Promise beside measurement; nothing where the model makes none.
  private static func sets(_ data: ReportData) -> HTML {
    guard !data.sets.rows.isEmpty else { return "" }
    let view = data.sets
    let promises = Set(view.rows.indices.map { view[$0, "promised"]! }).sorted()
    var table = Table(
      "Sets of classes: how often they promise to hold the truth, and how often they do",
      [.text("fold")]
        + promises.flatMap { promise -> [Table.Column] in
          let percent = decimals((Double(promise) ?? 0) * 100, 0)
          return [.number("\(percent) % promised"), .number("classes in a set")]
        })
    for (fold, _) in data.calibration {
      let cells = promises.flatMap { promise -> [HTML] in
        let row = view.rows.indices.first {
          view[$0, "fold"] == fold && view[$0, "promised"] == promise
        }
        guard let row, let size = view[row, "size"] else { return ["–", "–"] }
        return [
          ReportFigure.percent(view[row, "coverage"]!),
          "<data value=\"\(size)\">\(decimals(Double(size) ?? 0, 2))</data>",
        ]
      }
      table.add(["\(fold)"] + cells)
    }
    return """
      <p>Where the model is unsure, it names a set of classes (<code>classify --unsure 0.1</code>): how often that \
      held the truth, against what was promised, each recording counting once.</p>\
      \(table.html)\(source("sets"))
      """
  }

  private static func riskCoverage(_ data: ReportData) -> LineChart {
    let points = data.riskCoverage.rows.indices.map { row in
      (
        x: Double(data.riskCoverage[row, "coverage"]!) ?? 0,
        y: Double(data.riskCoverage[row, "risk"]!) ?? 0
      )
    }
    let worst = max(0.05, points.map(\.y).max() ?? 0)
    let shown = points.map { "\(decimals($0.x * 100, 0)) %: \(decimals($0.y * 100, 1)) %" }
    return LineChart(
      "The share that is wrong among the surest clips: \(shown.joined(separator: "; "))",
      x: LineChart.Axis(
        "surest clips", 0...1, ticks: [0, 0.25, 0.5, 0.75, 1].map { ($0, "\(Int($0 * 100)) %") }),
      y: LineChart.Axis(
        "wrong", 0...worst,
        ticks: Ticks.even(from: 0, to: worst, about: 4).map { ($0, "\(Ticks.label($0 * 100)) %") }),
      lines: [points])
  }
}
