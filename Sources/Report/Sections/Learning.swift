import Figures
import Pages
import Pipeline

extension ReportSection {
  /// Nil for what has no epochs.
  static func learning(_ data: ReportData) -> ReportSection? {
    let runs = Dictionary(grouping: data.history.rows.indices) { data.history[$0, "run"]! }
    guard !runs.isEmpty else { return nil }
    func lines(_ column: String) -> [[(x: Double, y: Double)]] {
      runs.sorted { $0.key < $1.key }.map { _, rows in
        rows.map {
          (Double(data.history[$0, "epoch"]!) ?? 0, Double(data.history[$0, column]!) ?? .nan)
        }
      }
    }
    let (losses, accuracies) = (lines("loss"), lines("accuracy"))
    let last = losses.joined().map(\.x).max() ?? 1
    let worst = losses.joined().map(\.y).filter(\.isFinite).max() ?? 1
    let epochs = LineChart.Axis(
      "epoch", 1...max(last, 2),
      ticks: Ticks.even(from: 1, to: max(last, 2), about: 6).filter { $0 == $0.rounded() }
        .map { ($0, Ticks.label($0)) })
    let loss = LineChart(
      "Training loss over \(Int(last)) epochs, \(counted(runs.count, "run"))", x: epochs,
      y: LineChart.Axis(
        "loss", 0...max(worst, 1e-6),
        ticks: Ticks.even(from: 0, to: worst, about: 4).map { ($0, Ticks.label($0)) }),
      lines: losses)
    let accuracy = LineChart(
      "Accuracy in training over \(Int(last)) epochs, \(counted(runs.count, "run"))", x: epochs,
      y: LineChart.Axis(
        "accuracy in training", 0...1,
        ticks: [0, 0.25, 0.5, 0.75, 1].map { ($0, "\(Int($0 * 100)) %") }),
      lines: accuracies)
    return ReportSection(
      id: "learning", name: "Learning curves",
      body: """
        <p>A line for each of the \(counted(runs.count, "run")), on what it was trained on, augmented as \
        it was.</p><div class="charts">\(loss.html)\(accuracy.html)</div>\
        \(source("training_history"))
        """)
  }
}
