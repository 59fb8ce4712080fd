import Figures
import Manifest
import Pages
import Pipeline

/// The runs that were begun last, with their losses: as they are now, and sent again when an epoch is over.
enum TrainingPage {
  static func body(_ manifest: String) -> HTML {
    """
    <p class="note" id="watching" role="status">As it is now.</p>
    <div id="training" data-events="\(Site.eventsPath)">\(now(manifest))</div>
    """
  }

  static func now(_ manifest: String) -> HTML {
    do {
      let runs = try ManifestDatabase.latestTraining(at: manifest, version: programVersion)
      guard !runs.isEmpty else {
        return """
          <p>No network was trained in epochs yet; probes and baselines are fitted at once.
          <code>soundmark train</code> begins what the configuration names.</p>
          """
      }
      return "\(runs.map(show))"
    } catch {
      return "<p class=\"warning\">\("\(error)" as String)</p>"
    }
  }

  private static func show(_ run: TrainingProgress) -> HTML {
    let last = run.history.last
    let state: HTML =
      switch run.state {
      case .running: "epoch \(run.history.count) of \(run.epochs)"
      case .finished: "finished"
      case .failed: "<span class=\"wrong\">failed</span>"
      }
    let name: HTML =
      run.state == .finished
      ? "<a href=\"/reports/\(Int(run.id))\">Run \(Int(run.id)): \(run.network)</a>"
      : "Run \(Int(run.id)): \(run.network)"
    let speed = last.map { ", \(decimals($0.clipsPerSecond, 0)) clips/s" } ?? ""
    return """
      <section class="run"><h2>\(name)</h2>\
      <p>\(state); tested on fold \(run.testFolds)\(speed)</p>\(charts(run))</section>
      """
  }

  private static func charts(_ run: TrainingProgress) -> HTML {
    guard let last = run.history.last else {
      return run.state == .running ? "<p class=\"note\">No epoch is over yet.</p>" : ""
    }
    let end = Double(max(run.epochs, run.history.count, 2))
    let worst = max(run.history.map(\.loss).filter(\.isFinite).max() ?? 1, 1e-6)
    let epochs = LineChart.Axis(
      "epoch", 1...end,
      ticks: Ticks.even(from: 1, to: end, about: 6).filter { $0 == $0.rounded() }
        .map { ($0, Ticks.label($0)) })
    let loss = LineChart(
      "Training loss, \(decimals(last.loss, 4)) after \(run.history.count) epochs", x: epochs,
      y: LineChart.Axis(
        "loss: \(decimals(last.loss, 4))", 0...worst,
        ticks: Ticks.even(from: 0, to: worst, about: 4).map { ($0, Ticks.label($0)) }),
      lines: [run.history.enumerated().map { (Double($0.offset + 1), $0.element.loss) }])
    let accuracy = LineChart(
      "Accuracy in training, \(decimals(last.accuracy * 100, 1)) %", x: epochs,
      y: LineChart.Axis(
        "accuracy in training: \(decimals(last.accuracy * 100, 1)) %", 0...1,
        ticks: [0, 0.5, 1].map { ($0, "\(Int($0 * 100)) %") }),
      lines: [run.history.enumerated().map { (Double($0.offset + 1), $0.element.accuracy) }])
    return "<div class=\"charts\">\(loss.html)\(accuracy.html)</div>"
  }
}
