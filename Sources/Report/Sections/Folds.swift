import Pages
import Pipeline

extension ReportSection {
  static func folds(_ data: ReportData) -> ReportSection {
    let clips = Dictionary(grouping: data.clips, by: \.fold)
    var table = Table(
      "Accuracy by fold", [.text("fold"), .text("accuracy"), .number("clips")])
    for row in data.intervals.rows.indices {
      let fold = data.intervals[row, "fold"]!
      guard !fold.isEmpty, data.intervals[row, "metric"] == "accuracy" else { continue }
      table.add([
        "\(fold)", data.figure("accuracy", fold: fold)?.cell ?? "–",
        "\(clips[fold]?.count ?? 0)",
      ])
    }
    let note: HTML =
      clips.count == 1
      ? "<p>One fold was tested: how much figures differ from fold to fold is not known.</p>"
      : """
      <p>The folds hold different recordings; how far apart their figures are says how much the \
      choice of recordings matters.</p>
      """
    return ReportSection(
      id: "folds", name: "By fold", body: "\(note)\(table.html)\(source("intervals"))")
  }
}
