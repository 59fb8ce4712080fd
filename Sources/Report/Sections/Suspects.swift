import Pages
import Pipeline

extension ReportSection {
  /// Labels that may be wrong; nil where there are none.
  static func suspects(_ data: ReportData, _ cards: inout ClipCards) -> ReportSection? {
    let rows = data.suspects
    guard !rows.rows.isEmpty else { return nil }
    let clips = Dictionary(data.clips.map { ($0.name, $0) }) { first, _ in first }
    var table = Table(
      "Labels that are worth a listen",
      [
        .text("clip"), .text("label"), .text("sounds like"), .number("probability of the label"),
        .number("networks that agree"),
      ])
    var added: [HTML] = []
    for row in rows.rows.indices.prefix(12) {
      let name = rows[row, "clip"]!
      if let clip = clips[name], cards.id(of: clip) == nil { added.append(cards.card(clip)) }
      let link: HTML =
        clips[name].flatMap { cards.id(of: $0) }.map { "<a href=\"#\($0)\">\(name)</a>" }
        ?? "\(name)"
      table.add([
        link, "\(rows[row, "label"]!)", "\(rows[row, "suggested"]!)",
        ReportFigure.percent(rows[row, "label_probability"]!),
        "\(rows[row, "agreeing"]!) of \(rows[row, "asked"]!)",
      ])
    }
    let shown = min(rows.rows.count, 12)
    let elsewhere: HTML = added.count < shown ? " Some of them are seen and heard further up." : ""
    return ReportSection(
      id: "suspects", name: "Labels worth a listen",
      body: """
        <p>\(counted(rows.rows.count, "clip")) that the model, which did not learn from them, takes for \
        another class, as surely as that class's own clips on the mean: the label may be wrong, the sound \
        hard, or another sound louder. \(shown == 1 ? "It is" : "The \(shown) with the least likely labels are") \
        listed here.\(elsewhere)</p>\
        \(table.html)<div class="clips">\(added)</div>\
        <p>Heard one? Write a verdict beside it in <code>suspects.csv</code>, and give the table back as \
        <code>dataset.corrections</code>; or judge clip by clip in <code>soundmark serve</code>.</p>\
        \(source("suspects"))
        """)
  }
}
