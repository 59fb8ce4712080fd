import Figures
import Pages
import Pipeline

extension ReportSection {
  /// Whether probabilities mean what they say; nil where runs have no such figures.
  static func trust(_ data: ReportData) -> ReportSection? {
    let folds = data.calibration
    guard !folds.isEmpty, !data.reliability.rows.isEmpty else { return nil }
    var table = Table(
      "What probabilities are worth, as the model gives them and calibrated",
      [
        .text("fold"), .number("temperature"), .number("log loss"), .number("calibrated"),
        .number("Brier score"), .number("calibrated"), .number("calibration error"),
        .number("calibrated"), .number("risk over coverage"),
      ])
    for (fold, metrics) in folds {
      func cell(_ metric: String) -> HTML {
        metrics[metric].map { "<data value=\"\($0)\">\(decimals(Double($0) ?? 0, 3))</data>" }
          ?? "–"
      }
      table.add(
        ["\(fold)", cell("temperature")]
          + ["log_loss", "brier", "calibration_error"].flatMap {
            [cell($0), cell("calibrated_\($0)")]
          } + [cell("risk_coverage_area")])
    }
    let isCalibrated = folds.contains { $0.metrics["temperature"] != nil }
    let advice: HTML =
      isCalibrated
      ? "<p>The temperature comes from clips that were kept from learning, none of the tested fold.</p>"
      : """
      <p>Nothing was kept from learning to calibrate by: <code>training.validation</code> does that, and \
      a probe needs nothing kept.</p>
      """
    return ReportSection(
      id: "trust", name: "How far to trust its probabilities",
      body: """
        <p>Of clips about as sure as each other, the share that is right: on the diagonal, confidence \
        means what it says; below it, the model is too sure of itself.</p>\
        <div class="charts">\(reliability(data).html)</div>\(source("reliability"))\
        <p>Whoever takes the model's word only where it is sure errs less often: of the surest clips, the \
        share that is wrong.</p><div class="charts">\(riskCoverage(data).html)</div>\
        \(source("risk_coverage"))\
        \(advice)\(table.html)\(source("scores"))\(sets(data))\
        \(noneOfThese(data))
        """)
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
    var table = Table(
      "Sets of classes: how often they promise to hold the truth, and how often they do",
      [.text("fold"), .number("promised"), .number("held it"), .number("classes in a set")])
    for row in data.sets.rows.indices {
      table.add([
        "\(data.sets[row, "fold"]!)", ReportFigure.percent(data.sets[row, "promised"]!),
        ReportFigure.percent(data.sets[row, "coverage"]!),
        "\(decimals(Double(data.sets[row, "size"]!) ?? 0, 2))",
      ])
    }
    return """
      <p>Where the model is unsure, a set of classes says so (<code>classify --unsure 0.1</code>).</p>\
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
