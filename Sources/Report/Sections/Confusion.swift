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
    let counts = cells.mapValues(\.count)
    let shown = mostMistaken(data.classes.count, counts)
    // Most clips first, mistakes before what is right: sounds are given in this order.
    let order = cells.keys.filter { shown.contains($0.truth) && shown.contains($0.predicted) }
      .sorted { first, second in
        func rank(_ cell: ConfusionCell) -> (Int, Int, Int, Int) {
          (cell.isRight ? 1 : 0, -counts[cell]!, cell.truth, cell.predicted)
        }
        return rank(first) < rank(second)
      }
    var opened: [HTML] = []
    var links: Set<ConfusionCell> = []
    var listed = 0
    for cell in order where listed < mostListed {
      let clips = cells[cell]!.sorted { ($1.confidence, $0.name) < ($0.confidence, $1.name) }
      let names = clips.prefix(min(60, mostListed - listed))
      listed += names.count
      links.insert(cell)
      opened.append(open(cell, clips, listed: names, data.classes, &cards))
    }
    let matrix = ConfusionTable(classes: data.classes, shown: shown, counts: counts, links: links)
    return ReportSection(
      id: "confusion", name: "What is taken for what",
      body: """
        <p>Rows are what clips are, columns what they were taken for, over all tested folds. A number \
        opens its clips below.</p>\(matrix.html)\
        \(omissions(data.classes.count - shown.count, order.count - links.count))\
        <div class="cells">\(opened)</div>\(source("confusion"))
        """)
  }

  // What is beyond these would make a page too large for a mail.
  private static let mostClasses = 100
  private static let mostListed = 5_000

  /// The classes that the matrix has, in their order: those with most mistakes.
  private static func mostMistaken(_ classes: Int, _ counts: [ConfusionCell: Int]) -> [Int] {
    var mistakes = [Int](repeating: 0, count: classes)
    for (cell, count) in counts where !cell.isRight {
      mistakes[cell.truth] += count
      mistakes[cell.predicted] += count
    }
    return mistakes.indices.sorted { (mistakes[$1], $0) < (mistakes[$0], $1) }
      .prefix(mostClasses).sorted()
  }

  private static func omissions(_ classes: Int, _ cells: Int) -> HTML {
    var words: [String] = []
    if classes > 0 {
      words.append(
        "\(classes) class\(classes == 1 ? "" : "es") with fewer mistakes than those shown")
    }
    if cells > 0 { words.append("the clips of \(counted(cells, "number"))") }
    guard !words.isEmpty else { return "" }
    return """
      <p class="note">To keep the page small, \(words.joined(separator: " and ")) are left out; the view \
      <code>predictions</code> has all.</p>
      """
  }

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
        (cards.id(of: clip).map { "#\($0)" } ?? cards.address(of: clip))
        .map { "<a href=\"\($0)\">\(clip.name)</a>" } ?? "\(clip.name)"
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
  let shown: [Int]
  let counts: [ConfusionCell: Int]
  let links: Set<ConfusionCell>

  var html: HTML {
    let head = shown.map { "<th scope=\"col\"><span>\(classes[$0])</span></th>" as HTML }
    let rows = shown.map { truth -> HTML in
      let support = classes.indices.reduce(0) {
        $0 + (counts[ConfusionCell(truth: truth, predicted: $1)] ?? 0)
      }
      let cells = shown.map { cell(truth, $0, of: support) }
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
    guard links.contains(cell) else { return "<td class=\"h\(level)\">\(count)</td>" }
    return """
      <td class="h\(level)"><a href="#\(cell.id)" \
      aria-label="\(counted(count, "clip")) of \(classes[truth]) taken for \(classes[predicted])">\
      \(count)</a></td>
      """
  }
}
