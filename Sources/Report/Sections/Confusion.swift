import Pages
import Pipeline

extension ReportSection {
  /// What was taken for what; each cell opens its clips.
  static func confusion(_ data: ReportData, _ cards: inout ClipCards) -> ReportSection {
    let places = Dictionary(
      uniqueKeysWithValues: data.classes.enumerated().map { ($0.element, $0.offset) })
    let cells = Dictionary(grouping: data.clips) {
      ConfusionCell(truth: places[$0.label] ?? 0, predicted: places[$0.predicted] ?? 0)
    }
    let matrix = ConfusionTable(classes: data.classes, counts: cells.mapValues(\.count)).html
    // Most clips first, mistakes before what is right: sounds are given in this order.
    let order = cells.keys.sorted { first, second in
      func rank(_ cell: ConfusionCell) -> (Int, Int, Int, Int) {
        (cell.isRight ? 1 : 0, -cells[cell]!.count, cell.truth, cell.predicted)
      }
      return rank(first) < rank(second)
    }
    var listed = 0
    let opened = order.map { cell -> HTML in
      let clips = cells[cell]!.sorted { ($1.confidence, $0.name) < ($0.confidence, $1.name) }
      let names = clips.prefix(max(0, min(60, Self.mostListed - listed)))
      listed += names.count
      return open(cell, clips, listed: names, data.classes, &cards)
    }
    return ReportSection(
      id: "confusion", name: "What is taken for what",
      body: """
        <p>Rows are what clips are, columns what they were taken for, over all tested folds. A number \
        opens its clips below.</p>\(matrix)<div class="cells">\(opened)</div>\
        \(source("confusion"))
        """)
  }

  /// A page with the names of more would be too large for a mail.
  private static let mostListed = 10_000

  private static func open(
    _ cell: ConfusionCell, _ clips: [TestedSound], listed: ArraySlice<TestedSound>,
    _ classes: [String], _ cards: inout ClipCards
  ) -> HTML {
    let (truth, predicted) = (classes[cell.truth], classes[cell.predicted])
    let title: HTML =
      cell.isRight
      ? "\(truth), found" : "\(truth) taken for <span class=\"wrong\">\(predicted)</span>"
    let fresh = listed.filter { cards.id(of: $0) == nil }
      .prefix(min(cell.isRight ? 2 : 4, cards.left))
    let shown = fresh.map { cards.card($0) }
    let own = Set(fresh.map(\.name))
    let rest = listed.filter { !own.contains($0.name) }.map { clip -> HTML in
      let name: HTML =
        cards.id(of: clip).map { "<a href=\"#\($0)\">\(clip.name)</a>" } ?? "\(clip.name)"
      return "<li>\(name) \(ReportFigure.percent(clip.probability))</li>"
    }
    let left = clips.count - listed.count
    let names: HTML = rest.isEmpty ? "" : "<ul class=\"names\">\(rest)</ul>"
    let note: HTML =
      left > 0
      ? """
      <p class="note">\(counted(left, "clip")) more, left out to keep the page small; the view \
      <code>predictions</code> has all.</p>
      """ : ""
    return """
      <section class="cell" id="\(cell.id)" aria-label="\(counted(clips.count, "clip")) of \(truth) taken for \(predicted)">\
      <h3>\(title) · \(counted(clips.count, "clip"))</h3>\
      <div class="clips">\(shown)</div>\(names)\(note)<p><a href="#confusion">Back to the matrix</a></p></section>

      """
  }
}

/// A place in the confusion matrix.
struct ConfusionCell: Hashable {
  let truth: Int
  let predicted: Int

  var isRight: Bool { truth == predicted }
  var id: String { "cell-\(truth)-\(predicted)" }
}

/// The matrix with a link a cell.
private struct ConfusionTable {
  let classes: [String]
  let counts: [ConfusionCell: Int]

  var html: HTML {
    let head = classes.map { "<th scope=\"col\"><span>\($0)</span></th>" as HTML }
    let rows = classes.indices.map { truth -> HTML in
      let support = classes.indices.reduce(0) {
        $0 + (counts[ConfusionCell(truth: truth, predicted: $1)] ?? 0)
      }
      let cells = classes.indices.map { cell(truth, $0, of: support) }
      return "<tr><th scope=\"row\">\(classes[truth])</th>\(cells)</tr>\n"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="matrix">\
      <caption class="unseen">Confusion matrix: rows truth, columns predicted</caption>
      <thead><tr><td></td>\(head)</tr></thead><tbody>
      \(rows)</tbody></table></div>
      """
  }

  private func cell(_ truth: Int, _ predicted: Int, of support: Int) -> HTML {
    let cell = ConfusionCell(truth: truth, predicted: predicted)
    guard let count = counts[cell] else { return "<td class=\"none\">·</td>" }
    let level = min(6, max(1, Int((Double(count) / Double(max(support, 1)) * 6).rounded(.up))))
    return """
      <td class="h\(level)"><a href="#\(cell.id)" \
      aria-label="\(counted(count, "clip")) of \(classes[truth]) taken for \(classes[predicted])">\
      \(count)</a></td>
      """
  }
}
