import ModelStages
import Pages

extension ReportSection {
  /// What an answer without listening, or a simple one, gets.
  static func baselines(_ data: ReportData) throws -> ReportSection? {
    let board = data.leaderboard
    let shown = board.rows.indices.filter { row in
      board[row, "experiment"] == data.subject.experiment
        || board[row, "current"] == "1"
          && Estimators.baselineNames.contains(board[row, "network"]!)
    }
    var table = Table(
      "Accuracy beside the baselines",
      [.text("estimator"), .text("accuracy"), .number("folds"), .number("clips")])
    for row in shown {
      let experiment = board[row, "experiment"]!
      let intervals = try data.context.manifest.rows(of: "intervals", experiment: experiment)
      let figure = intervals.rows.indices.first {
        intervals[$0, "metric"] == "accuracy" && intervals[$0, "fold"] == ""
          && intervals[$0, "label"] == ""
      }.map { row in
        ReportFigure(
          value: intervals[row, "value"]!,
          interval: intervals[row, "low"]!.isEmpty
            ? nil : (intervals[row, "low"]!, intervals[row, "high"]!))
      }
      let name = board[row, "network"]!
      table.add([
        experiment == data.subject.experiment ? "<strong>\(name)</strong>" : "\(name)",
        figure?.cell ?? ReportFigure.percent(board[row, "accuracy"]!),
        "\(board[row, "folds"]!)", "\(board[row, "clips"]!)",
      ])
    }
    return ReportSection(
      id: "baselines", name: "Beside baselines",
      body: """
        <p><code>linear</code> is a ridge regression on each band's mean and deviation, \
        <code>duration</code> knows the clip's length alone. With \(data.classes.count) classes, chance \
        is about \(ReportFigure.percent("\(1 / Double(max(data.classes.count, 1)))")).</p>
        \(table.html)\(source("intervals"))
        """)
  }
}
