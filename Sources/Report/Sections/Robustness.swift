import Manifest
import Pages
import Pipeline

extension ReportSection {
  /// What is left of accuracy as sounds are changed more and more; nil where nothing was tested so.
  static func robustness(_ data: ReportData) -> ReportSection? {
    let robustness = RobustnessTables(data)
    guard let worst = robustness.worst else { return nil }
    let view = data.robustness
    let faint: HTML =
      data.classes.count <= RobustnessTables.mostFaint ? " Faint lines are classes." : ""
    return ReportSection(
      id: "in-noise", name: "In noise",
      body: """
        <p>The same network on the same test folds, after something was done to the sounds: from sounds as \
        they are, 0, to severity 5. What costs most is <strong>\(view[worst, "condition"]!)</strong>: \(cell(view, worst, "accuracy")) \
        of the clips are known, where \(cell(view, worst, "clean_accuracy")) are as they are.\(faint)</p>
        <div class="charts">\(robustness.charts.map(\.html))</div>\
        \(robustness.table.html)\(relative(data) ?? "")\(source("robustness"))
        <p>The share of each class's clips that are known, at the highest severity of each:</p>\
        \(robustness.classes.html)\(source("robustness_by_class"))
        """)
  }

  /// A figure of a row, as its view has it.
  fileprivate static func cell(_ view: ViewRows, _ row: Int, _ column: String) -> HTML {
    guard let value = view[row, column].flatMap(Double.init) else { return "–" }
    return "<data value=\"\(view[row, column]!)\">\(decimals(value, 3))</data>"
  }

  /// Against the experiment that the configuration names.
  private static func relative(_ data: ReportData) -> HTML? {
    guard let name = data.context.configuration.robustness.reference else { return nil }
    let view = data.relativeRobustness
    let row = view.rows.indices.first {
      view[$0, "reference"]!.hasPrefix(name) && view[$0, "perturbation"] == ""
    }
    guard let row else { return nil }
    return """
      <p>Over all of them, its errors are \(cell(view, row, "error_ratio")) times those of \
      \(view[row, "reference_network"]!) \(view[row, "reference"]!), and what it loses against sounds as \
      they are is \(cell(view, row, "loss_ratio")) times as much.</p>\(source("relative_robustness"))
      """
  }
}

/// Accuracy by perturbation and severity, as charts and tables.
private struct RobustnessTables {
  private let data: ReportData
  private let view: ViewRows
  /// The rows of each perturbation, from the least severity on.
  private let perturbations: [(name: String, rows: [Int])]

  init(_ data: ReportData) {
    self.data = data
    let view = data.robustness
    self.view = view
    perturbations = Dictionary(grouping: view.rows.indices) { view[$0, "perturbation"]! }
      .map { name, rows in
        (
          name,
          rows.sorted { (Int(view[$0, "severity"]!) ?? 0) < (Int(view[$1, "severity"]!) ?? 0) }
        )
      }
      .sorted { $0.name < $1.name }
  }

  /// The row of the least accuracy.
  var worst: Int? { view.rows.indices.min { number($0, "accuracy") < number($1, "accuracy") } }

  private func number(_ row: Int, _ column: String) -> Double {
    Double(view[row, column] ?? "") ?? 0
  }

  var charts: [LineChart] {
    perturbations.map { name, rows in
      let clean = number(rows[0], "clean_accuracy")
      let points =
        [(x: 0.0, y: clean)]
        + rows.map { (x: number($0, "severity"), y: number($0, "accuracy")) }
      let words = points.map { "\(decimals($0.x, 0)): \(decimals($0.y * 100, 1)) %" }
      return LineChart(
        "Accuracy under \(name) by severity: \(words.joined(separator: ", "))",
        x: LineChart.Axis("severity", 0...5, ticks: (0...5).map { (Double($0), "\($0)") }),
        y: LineChart.Axis(
          name, 0...1, ticks: [0, 0.25, 0.5, 0.75, 1].map { ($0, "\(Int($0 * 100)) %") }),
        lines: [points], faint: classLines(name), reference: ((0, clean), (5, clean)))
    }
  }

  /// More would hide each other.
  static let mostFaint = 30

  /// How each class's recall goes.
  private func classLines(
    _ perturbation: String
  ) -> [(name: String, points: [(x: Double, y: Double)])] {
    guard data.classes.count <= Self.mostFaint else { return [] }
    let view = data.robustnessByClass
    func number(_ row: Int, _ column: String) -> Double { Double(view[row, column] ?? "") ?? 0 }
    let rows = view.rows.indices.filter { view[$0, "perturbation"] == perturbation }
    return data.classes.compactMap { label in
      let own = rows.filter { view[$0, "label"] == label }
        .sorted { number($0, "severity") < number($1, "severity") }
      guard let first = own.first else { return nil }
      return (
        label,
        [(0, number(first, "clean_recall"))]
          + own.map { (number($0, "severity"), number($0, "recall")) }
      )
    }
  }

  var table: Table {
    let severities = Set(view.rows.indices.map { view[$0, "severity"]! }).sorted()
    var table = Table(
      "Accuracy by what was done to the sounds, and how much of it",
      [.text("condition"), .number("as they are")] + severities.map { .number($0) }
        + [.number("kept at the last")])
    for (name, rows) in perturbations {
      let cells = severities.map { severity -> HTML in
        rows.first { view[$0, "severity"] == severity }
          .map { ReportSection.cell(view, $0, "accuracy") } ?? "–"
      }
      table.add(
        ["\(name)", ReportSection.cell(view, rows[0], "clean_accuracy")] + cells
          + [ReportSection.cell(view, rows.last!, "kept")])
    }
    return table
  }

  var classes: Table {
    let view = data.robustnessByClass
    let conditions = perturbations.map { self.view[$0.rows.last!, "condition"]! }
    var table = Table(
      "The share of each class's clips that are known, by condition",
      [.text("class"), .number("as they are")] + conditions.map { .number($0) })
    for label in data.classes {
      let own = view.rows.indices.filter { view[$0, "label"] == label }
      guard let first = own.first else { continue }
      table.add(
        ["\(label)", ReportSection.cell(view, first, "clean_recall")]
          + conditions.map { condition -> HTML in
            own.first { view[$0, "condition"] == condition }
              .map { ReportSection.cell(view, $0, "recall") } ?? "–"
          })
    }
    return table
  }
}
