import Pages
import Pipeline

extension ReportSection {
  static func mistakes(_ data: ReportData, _ cards: inout ClipCards) -> ReportSection {
    let wrong = data.confidentMistakes
    let shown = wrong.prefix(12).map { cards.card($0) }
    let words: HTML =
      wrong.isEmpty
      ? "<p>No clip was taken for another class.</p>"
      : """
      <p>Of \(counted(wrong.count, "clip")) that were taken for another class, the \(shown.count) with \
      the greatest confidence.</p>
      """
    return ReportSection(
      id: "mistakes", name: "The most confident mistakes",
      body: "\(words)<div class=\"clips\">\(shown)</div>\(source("misclassified"))")
  }
}
