import Pages
import Pipeline

extension ReportSection {
  /// What the figures come to, in sentences that are computed; nil where there is nothing to say.
  static func inWords(_ data: ReportData) -> ReportSection? {
    let sentences = [pairs(data), classes(data), bands(data), noise(data), order(data)]
      .compactMap(\.self)
    guard !sentences.isEmpty else { return nil }
    let items = sentences.map { "<li>\($0)</li>" as HTML }
    return ReportSection(id: "in-words", name: "In words", body: "<ul>\(items)</ul>")
  }

  private static func pairs(_ data: ReportData) -> HTML? {
    let pairs = data.confusedPairs
    guard let first = pairs.first else { return nil }
    let of = data.clips.count { $0.label == first.label }
    let mistakes = pairs.reduce(0) { $0 + $1.clips.count }
    let three = pairs.prefix(3).reduce(0) { $0 + $1.clips.count }
    let rest: HTML =
      pairs.count > 3
      ? " The three most frequent confusions make \(decimals(Double(three) / Double(mistakes) * 100, 0)) % of all \(mistakes) mistakes."
      : ""
    return """
      <strong>\(first.label)</strong> is most often taken for <strong>\(first.predicted)</strong>: \
      \(first.clips.count) of \(counted(of, "clip")).\(rest) <a href="#confusion">Listen to them.</a>
      """
  }

  private static func classes(_ data: ReportData) -> HTML? {
    let figures = data.classes.compactMap { name in
      data.figure("f1", label: name).map { (name: name, figure: $0) }
    }
    guard let best = figures.max(by: { $0.figure.number < $1.figure.number }),
      let worst = figures.min(by: { $0.figure.number < $1.figure.number }), best.name != worst.name
    else { return nil }
    return """
      It knows <strong>\(best.name)</strong> best (F1 \(best.figure.percent)) and \
      <strong>\(worst.name)</strong> least (\(worst.figure.percent)).
      """
  }

  /// The classes that hang most on a range of bands.
  private static func bands(_ data: ReportData) -> HTML? {
    let rows = data.evidence.rows.indices.filter { data.evidence[$0, "axis"] == "bands" }
    func loss(_ row: Int) -> Double { Double(data.evidence[row, "loss"]!) ?? 0 }
    let peaks = Dictionary(grouping: rows) { data.evidence[$0, "label"]! }
      .compactMap { $0.value.max { loss($0) < loss($1) } }
      .filter { loss($0) >= 0.05 }.sorted { (loss($1), $0) < (loss($0), $1) }
    guard !peaks.isEmpty else { return nil }
    let words = peaks.prefix(3).map { row -> HTML in
      """
      <strong>\(data.evidence[row, "label"]!)</strong> by \
      \(decimals(Double(data.evidence[row, "low"]!) ?? 0, 0)) – \
      \(decimals(Double(data.evidence[row, "high"]!) ?? 0, 0)) Hz (without them its probability falls by \
      \(decimals(loss(row) * 100, 0)) points)
      """
    }
    return "Bands that carry a class: \(words.joined(", ")). <a href=\"#looks-at\">All of them.</a>"
  }

  /// What of all that was done to sounds costs most.
  private static func noise(_ data: ReportData) -> HTML? {
    let view = data.robustness
    func loss(_ row: Int) -> Double {
      (Double(view[row, "clean_accuracy"]!) ?? 0) - (Double(view[row, "accuracy"]!) ?? 0)
    }
    guard let worst = view.rows.indices.max(by: { loss($0) < loss($1) }), loss(worst) > 0 else {
      return nil
    }
    return """
      Of what was done to the sounds, <strong>\(view[worst, "condition"]!)</strong> costs most: \
      \(ReportFigure.percent(view[worst, "accuracy"]!)) are known instead of \
      \(ReportFigure.percent(view[worst, "clean_accuracy"]!)). <a href="#in-noise">All of it.</a>
      """
  }

  /// How much of sound's order is used.
  private static func order(_ data: ReportData) -> HTML? {
    let changes = data.changes
    func loss(_ row: Int) -> Double {
      ((Double(changes[row, "clean_accuracy"]!) ?? 0) - (Double(changes[row, "accuracy"]!) ?? 0))
        * 100
    }
    guard let worst = changes.rows.indices.max(by: { loss($0) < loss($1) }),
      let least = changes.rows.indices.min(by: { loss($0) < loss($1) }), worst != least
    else { return nil }
    return """
      Of what can be done to a spectrogram, <strong>\(changes[worst, "change"]!)</strong> costs most \
      (\(decimals(loss(worst), 1)) points of accuracy), <strong>\(changes[least, "change"]!)</strong> least \
      (\(decimals(loss(least), 1))).
      """
  }
}
