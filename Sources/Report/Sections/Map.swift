import Pages
import Pipeline

extension ReportSection {
  /// Where clips lie beside each other; nil where `soundmark explain` was not run.
  static func clipMap(_ data: ReportData, _ links: ClipLinks) -> ReportSection? {
    // Runs that have one map share its figures.
    let maps = Dictionary(grouping: data.map.rows.indices) { data.map[$0, "divergence"]! }
      .values.sorted { $0[0] < $1[0] }
    guard let first = maps.first else { return nil }
    let most = min(mostPoints, mostOfAll / maps.count)
    let rest = maps.dropFirst().map { rows -> HTML in
      """
      <details><summary>Fold \(data.map[rows[0], "fold"]!)</summary>\
      \(scatter(data, rows, links, atMost: most))</details>
      """
    }
    let whose: HTML =
      maps.count > 1
      ? " Each fold's network has embeddings of its own, and so a map; this is fold \(data.map[first[0], "fold"]!)'s."
      : ""
    return ReportSection(
      id: "map", name: "Map",
      body: """
        <p>Clips by what the network makes of them before it names them, so that those it hears alike lie beside \
        each other (t-SNE, perplexity \(decimals(Double(data.map[first[0], "perplexity"]!) ?? 0, 0)), divergence \
        \(decimals(Double(data.map[first[0], "divergence"]!) ?? 0, 2))). A ring is a clip that was found, a cross \
        one that was taken for another class. Distances between groups, and their sizes, mean nothing.\(whose) \
        Arrow keys go from clip to clip, Enter opens one.</p>\
        \(legend(data))\(scatter(data, first, links, atMost: most))\(rest)\(source("map"))
        """)
  }

  /// More are a cloud in which nothing is seen, and too much for a page.
  private static let mostPoints = 6_000
  private static let mostOfAll = 12_000
  private static let colours = 12

  private static func legend(_ data: ReportData) -> HTML {
    let shown = data.classes.enumerated().prefix(60).map { index, name -> HTML in
      """
      <li><svg viewBox="0 0 10 10" aria-hidden="true"><circle class="k\(index % colours)" cx="5" cy="5" r="4"/></svg>\
      \(name)</li>
      """
    }
    return "<ul class=\"legend\">\(shown)</ul>"
  }

  private static func scatter(
    _ data: ReportData, _ rows: [Int], _ links: ClipLinks, atMost most: Int
  ) -> HTML {
    let view = data.map
    let count = min(rows.count, most)
    let shown = (0..<count).map { rows[$0 * rows.count / count] }
    let points = shown.map { (Double(view[$0, "x"]!) ?? 0, Double(view[$0, "y"]!) ?? 0) }
    let (xs, ys) = (points.map(\.0), points.map(\.1))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    let side = max((xs.max() ?? 0) - left, (ys.max() ?? 0) - top, .leastNormalMagnitude)
    let places = Dictionary(
      data.classes.enumerated().map { ($0.element, $0.offset) }
    ) { first, _ in first }
    let marks = zip(shown, points).enumerated().map { order, mark -> HTML in
      let (row, point) = mark
      let (label, predicted) = (view[row, "label"]!, view[row, "predicted"]!)
      let x = 12 + (point.0 - left) / side * 576
      let y = 12 + (point.1 - top) / side * 576
      let colour = (places[label] ?? 0) % colours
      let shape: HTML =
        label == predicted
        ? "<circle class=\"k\(colour)\" cx=\"\(decimals(x, 1))\" cy=\"\(decimals(y, 1))\" r=\"3\"/>"
        : "<path class=\"k\(colour)\" d=\"M\(decimals(x - 3.5, 1)) \(decimals(y - 3.5, 1))l7 7m0-7l-7 7\"/>"
      let verdict = label == predicted ? "found" : "taken for \(predicted)"
      return """
        <a href="#\(links.target(view[row, "clip"]!, label, predicted))" tabindex="\(order == 0 ? 0 : -1)" \
        aria-label="\(view[row, "clip"]!): \(label), \(verdict)">\(shape)</a>

        """
    }
    let note: HTML =
      count < rows.count
      ? "<p class=\"note\">\(count) of \(counted(rows.count, "clip")), evenly drawn, to keep the page small.</p>"
      : ""
    return """
      <div class="map"><svg viewBox="0 0 600 600" role="group" aria-label="Map of \(counted(count, "clip"))">\(marks)</svg>\
      <p class="note" aria-live="polite">Point at a clip.</p></div>\(note)
      """
  }
}

/// Where in the page a clip is found: its card, else its cell below the confusion matrix.
struct ClipLinks {
  private let cards: ClipCards
  private let places: [String: Int]

  init(_ cards: ClipCards, classes: [String]) {
    self.cards = cards
    places = Dictionary(classes.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
  }

  func target(_ clip: String, _ label: String, _ predicted: String) -> String {
    cards.id(ofClip: clip)
      ?? ConfusionCell(truth: places[label] ?? 0, predicted: places[predicted] ?? 0).id
  }
}
