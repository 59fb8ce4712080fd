import Networks
import Pages

extension ReportSection {
  /// What an answer without listening, or a simple one, gets.
  static func baselines(_ data: ReportData) throws -> ReportSection {
    let board = data.leaderboard
    var table = Table(
      "Accuracy beside the baselines",
      [.text("estimator"), .text("accuracy"), .number("folds"), .number("clips")])
    table.add([
      "<strong>\(data.subject.network)</strong>", data.figure("accuracy")?.cell ?? "–",
      "\(Set(data.clips.map(\.fold)).count)", "\(data.clips.count)",
    ])
    for row in board.rows.indices where board[row, "current"] == "1" {
      let (experiment, name) = (board[row, "experiment"]!, board[row, "network"]!)
      guard Baseline(rawValue: name) != nil, experiment != data.subject.experiment else {
        continue
      }
      let figure = try data.context.manifest.rows(of: "intervals", experiment: experiment)
        .figure("accuracy")
      table.add([
        "\(name)", figure?.cell ?? ReportFigure.percent(board[row, "accuracy"]!),
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
