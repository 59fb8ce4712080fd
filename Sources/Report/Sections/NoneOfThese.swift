import Pages
import Pipeline
import Scoring

extension ReportSection {
  /// How many known sounds are taken for none of the classes, beside what is promised, and how many unknown ones are;
  /// nothing where the model knows no sounds to compare with.
  static func noneOfThese(_ data: ReportData) -> HTML {
    let view = data.rejections
    guard !view.rows.isEmpty else { return "" }
    let promises = Set(view.rows.indices.map { view[$0, "promised"]! }).sorted()
    var table = Table(
      "Known sounds that are taken for none of the classes: the share that is promised at most, and what was measured",
      [.text("fold")]
        + promises.map { .number("\(decimals((Double($0) ?? 0) * 100, 0)) % promised at most") })
    let folds = Dictionary(grouping: view.rows.indices) { [view[$0, "run"]!, view[$0, "fold"]!] }
    for rows in folds.values.sorted(by: { $0[0] < $1[0] }) {
      let cells = promises.map { promise -> HTML in
        rows.first { view[$0, "promised"] == promise }
          .map { ReportFigure.percent(view[$0, "rejected"]!) } ?? "–"
      }
      table.add(["\(view[rows[0], "fold"]!)"] + cells)
    }
    return """
      <p>A sound that is farther from all that the model has learned from than known sounds are is named “none of \
      these” (<code>classify --unsure 0.1</code>). The promise is about known sounds, one of ten rejected at most; \
      what is caught of unknown ones, nothing promises.</p>\(table.html)\(source("rejections"))\(caught(data))
      """
  }

  private static func caught(_ data: ReportData) -> HTML {
    let view = data.unknownSounds
    guard !view.rows.isEmpty else {
      return """
        <p><code>soundmark evaluate --unknown siren</code> holds a class out and says how many of its sounds are \
        caught, <code>--unknown FOLDER</code> how many of other sounds.</p>
        """
    }
    var table = Table(
      "Sounds that are none of the classes, and how many of them are caught, on the mean over folds",
      [
        .text("unknown"), .number("AUROC"), .number("caught at 5 %"), .number("of known ones"),
        .number("caught at 10 %"), .number("of known ones"),
      ])
    let rows = Dictionary(grouping: view.rows.indices) { row in
      "\(view[row, "kind"] == "class" ? "held out: " : "")\(view[row, "unknown"]!)"
    }
    for (name, rows) in rows.sorted(by: { $0.value[0] < $1.value[0] }) {
      func mean(_ column: String, at promised: String) -> Double? {
        let asked = rows.filter { view[$0, "promised"] == promised }
        return Summary(asked.compactMap { Double(view[$0, column]!) })?.mean
      }
      func share(_ column: String, _ promised: String) -> HTML {
        mean(column, at: promised).map { ReportFigure.percent("\($0)") } ?? "–"
      }
      table.add(
        ["\(name)", "\(mean("auroc", at: "0.1").map { decimals($0, 2) } ?? "–")"]
          + ["0.05", "0.1"].flatMap { [share("caught", $0), share("known_rejected", $0)] })
    }
    return """
      <p>Classes that were held out, so that nothing of them was compared with, and folders of other sounds. AUROC: \
      how often an unknown sound is farther than a known one; 0.5 is chance.</p>\
      \(table.html)\(source("unknown_sounds"))
      """
  }
}
