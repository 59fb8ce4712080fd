import Pages
import Pipeline

extension ReportSection {
  static func classes(_ data: ReportData) -> ReportSection {
    var table = Table(
      "Figures by class",
      [.text("class"), .text("F1"), .text("precision"), .text("recall"), .number("clips")])
    let support = Dictionary(grouping: data.clips, by: \.label).mapValues(\.count)
    let predicted = Set(data.clips.map(\.predicted))
    let order = data.classes.sorted { first, second in
      (data.figure("f1", label: first)?.number ?? 0)
        < (data.figure("f1", label: second)?.number ?? 0)
    }
    for label in order {
      let precision = data.figure("precision", label: label)
      table.add([
        "\(label)", data.figure("f1", label: label)?.cell ?? "–",
        predicted.contains(label) ? precision?.words ?? "–" : "never predicted",
        support[label] == nil ? "no clip" : data.figure("recall", label: label)?.words ?? "–",
        "\(support[label] ?? 0)",
      ])
    }
    let note: HTML =
      data.classes.count == 1
      ? "<p class=\"warning\">There is one class: no answer can be wrong, and the figures say nothing.</p>"
      : ""
    return ReportSection(
      id: "classes", name: "By class",
      body: """
        \(note)<p>The hardest first. Precision: of the clips taken for the class, those that are of it; \
        recall: of its clips, those found.</p>\(table.html)\(source("intervals"))
        """)
  }
}
