import Manifest
import Pages
import Pipeline
import Report

/// What there is: the data set, the experiments with their intervals, and where to go from here.
struct Overview {
  private let now: Snapshots.Moment

  init(_ now: Snapshots.Moment) { self.now = now }

  var body: HTML {
    get throws {
      let manifest = now.context.manifest
      let board = try manifest.rows(of: "leaderboard")
      let intervals = try manifest.rows(of: "intervals")
      let count = try manifest.clipLines(
        of: now.context.rows.dataSet, runs: [], ClipFilter(), from: 0, atMost: 0
      ).count
      let faults = try manifest.rows(of: "clip_faults").rows.count
      let reviewed = try manifest.rows(of: "reviews").rows.count
      let classes = try perClass(manifest)
      let kinds = "\(now.classes.count) class\(now.classes.count == 1 ? "" : "es")"
      return """
        <p><a href="/clips">\(counted(count, "clip"))</a> of \(kinds)\
        \(faults > 0 ? ", \(counted(faults, "fault"))" : ""); \
        <a href="/reviews.csv">\(counted(reviewed, "verdict"))</a> given in \
        <a href="/review">review</a>. The <a href="/map">map</a> shows which clips sound alike.</p>
        <section aria-labelledby="experiments"><h2 id="experiments">Experiments</h2>
        \(board.rows.isEmpty ? nothing : Self.table(board, intervals))</section>
        \(comparison(board))\(classes)
        """
    }
  }

  private var nothing: HTML {
    """
    <p>Nothing was evaluated yet: soundmark train and soundmark evaluate do it, and
    <a href="/training">Training</a> shows it while it goes on.</p>
    """
  }

  private static func table(_ board: ViewRows, _ intervals: ViewRows) -> HTML {
    var table = Table(
      "Experiments, the best first",
      [.text("experiment"), .number("folds"), .number("clips"), .text("accuracy, 95 % interval")])
    for row in board.rows.indices {
      let experiment = board[row, "experiment"] ?? ""
      let place = intervals.rows.indices.first {
        intervals[$0, "experiment"] == experiment && intervals[$0, "metric"] == "accuracy"
          && intervals[$0, "fold"] == "" && intervals[$0, "label"] == ""
          && intervals[$0, "salience"] == ""
      }
      let figure: HTML =
        place.map {
          ServedFigure.cell(
            intervals[$0, "value"] ?? "", intervals[$0, "low"] ?? "", intervals[$0, "high"] ?? "")
        } ?? ServedFigure.cell(board[row, "accuracy"] ?? "", "", "")
      let settings = board[row, "settings"] ?? ""
      let name: HTML = """
        <a href="/reports/\(WebText.encoded(experiment))">\(board[row, "network"] ?? "")</a> \
        <span class="note">\(settings.isEmpty ? "" : "\(settings) ")\(experiment.prefix(8))</span>
        """
      table.add([name, "\(board[row, "folds"] ?? "")", "\(board[row, "clips"] ?? "")", figure])
    }
    return """
      \(table.html)<p class="view">Views <code>leaderboard</code> and <code>intervals</code>.</p>
      """
  }

  private func comparison(_ board: ViewRows) -> HTML {
    guard board.rows.count > 1 else { return "" }
    func options(_ chosen: Int) -> [HTML] {
      board.rows.indices.map { row in
        let experiment = board[row, "experiment"] ?? ""
        let name = "\(board[row, "network"] ?? "") \(experiment.prefix(8))"
        return """
          <option value="\(experiment)"\(row == chosen ? " selected" : "" as HTML)>\(name)</option>
          """
      }
    }
    return """
      <section aria-labelledby="comparison"><h2 id="comparison">Compare two</h2>
      <form class="filter" action="/compare"><label>One <select name="a">\(options(0))</select></label>
      <label>and the other <select name="b">\(options(1))</select></label>
      <button>Compare</button></form></section>
      """
  }

  private func perClass(_ manifest: ManifestDatabase) throws -> HTML {
    guard let subject = now.subject else { return "" }
    let intervals = try manifest.rows(of: "intervals", experiment: subject.experiment)
    let rows = intervals.rows.indices.filter {
      intervals[$0, "metric"] == "recall" && intervals[$0, "fold"] == ""
        && intervals[$0, "label"] != "" && intervals[$0, "salience"] == ""
    }
    guard !rows.isEmpty else { return "" }
    var table = Table(
      "Recall by class of \(subject.network)",
      [.text("class"), .text("recall, 95 % interval"), .text("clips")])
    for row in rows {
      let name = intervals[row, "label"]!
      let label = now.classes.firstIndex(of: name) ?? 0
      table.add([
        "\(name)",
        ServedFigure.cell(
          intervals[row, "value"] ?? "", intervals[row, "low"] ?? "", intervals[row, "high"] ?? ""),
        """
        <a href="/clips?label=\(label)&amp;outcome=wrong&amp;order=confidence">taken for others</a>
        """,
      ])
    }
    return """
      <section aria-labelledby="classes"><h2 id="classes">By class: \(subject.network)</h2>
      \(table.html)</section>
      """
  }
}

/// A share with its interval, as reports have it.
enum ServedFigure {
  static func cell(_ value: String, _ low: String, _ high: String) -> HTML {
    guard let number = Double(value) else { return "–" }
    let interval = Double(low).flatMap { low in Double(high).map { (low, $0) } }
    let ends: HTML =
      interval.map {
        "<span class=\"ends\">\(decimals($0.0 * 100, 1)) – \(decimals($0.1 * 100, 1)) %</span>"
      } ?? ""
    return """
      <data value="\(value)">\(decimals(number * 100, 1)) %</data> \(ends)\
      \(IntervalBar(number, interval.map { (low: $0.0, high: $0.1) }).html)
      """
  }
}
