import ModelStages
import Pages
import Pipeline

extension ReportSection {
  /// The same network where recordings are cut over training and test, beside the honest figure; nil where
  /// no such run is there.
  static func leakLens(_ data: ReportData) -> ReportSection? {
    let lens = data.lens
    guard let honest = data.figure("accuracy"), !data.subject.isLeaky, !lens.rows.isEmpty else {
      return nil
    }
    let leaky = ReportFigure(
      value: lens[0, "leaky_accuracy"]!, low: lens[0, "leaky_low"]!, high: lens[0, "leaky_high"]!)
    var table = Table("Accuracy by split", [.text("clips are dealt"), .text("accuracy")])
    table.add(["<strong>by recording</strong>", honest.cell])
    table.add(["<span class=\"wrong\">at random (leaky)</span>", leaky.cell])
    let points = (Double(lens[0, "difference"]!) ?? 0) * 100
    return ReportSection(
      id: "leak-lens", name: "What a leaky split would have shown",
      body: """
        <p>The same network and settings, but each class's clips dealt to the folds at random instead of by \
        recording, as is often done: then slices of one recording are in training and in test, and the \
        figure is \
        <data value="\(lens[0, "difference"]!)">\(decimals(abs(points), 1)) points</data> \
        \(points < 0 ? "lower" : "higher"). Only the first figure says what to expect of new recordings.</p>
        \(table.html)\(source("leak_lens"))
        """)
  }
}
