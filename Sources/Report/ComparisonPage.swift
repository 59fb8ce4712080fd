import Cache
import Configuration
import Digests
import Pages
import Pipeline

/// Two experiments beside each other: in lines for a terminal, and as a page.
package struct ComparisonPage {
  package let path: String
  private let comparison: Comparison
  private let withAudio: Bool
  private let key: Digest
  private let context: StageContext

  /// - Throws: `ReportError`, `ManifestError`.
  package init(
    _ first: String, _ second: String, to output: String?, withAudio: Bool,
    in context: StageContext
  ) throws {
    let (one, other) = (
      try ReportData(ReportSubject(first, in: context), in: context),
      try ReportData(ReportSubject(second, in: context), in: context)
    )
    comparison = try Comparison(one, other)
    self.context = context
    self.withAudio = withAudio
    let name =
      "compare \(one.subject.experiment.prefix(8)) \(other.subject.experiment.prefix(8)).html"
    path = output ?? context.configuration.paths.resultsFolder + "/" + name.escapedForFileName
    key =
      KeyText(page: "compare", of: [one, other], withAudio: withAudio, in: context).digest
  }

  package var isCurrent: Bool { Page.isCurrent(path, key) }

  /// For a terminal.
  package var lines: [String] {
    var lines = [comparison.verdict, comparison.basis]
    let apart = comparison.classes.filter { $0.first != $0.second }.sorted {
      abs($0.first - $0.second) > abs($1.first - $1.second)
    }
    if !apart.isEmpty {
      let words = apart.prefix(5).map {
        "\($0.name) \(decimals($0.first * 100, 1)) and \(decimals($0.second * 100, 1)) %"
      }
      lines.append("Recall by class, where it differs most: \(words.joined(separator: "; ")).")
    }
    if !comparison.settings.isEmpty {
      let words = comparison.settings.map { "\($0.key) \($0.first) and \($0.second)" }
      lines.append("Settings that differ: \(words.joined(separator: "; ")).")
    }
    return lines
  }

  package var json: JSONObject {
    var object = JSONObject()
    object.set("event", "comparison")
    object.set("first", comparison.first.subject.experiment)
    object.set("second", comparison.second.subject.experiment)
    object.set("clips", comparison.pairs.count)
    object.set("recordings", comparison.bootstrap.groupCount)
    object.set("difference", comparison.bootstrap.difference)
    object.set("difference_low", comparison.bootstrap.interval.lower)
    object.set("difference_high", comparison.bootstrap.interval.upper)
    object.set("only_first", comparison.mcNemar.onlyFirst)
    object.set("only_second", comparison.mcNemar.onlySecond)
    object.set("mcnemar", comparison.mcNemar.probability)
    return object
  }

  /// With pictures and sounds that the program serves.
  package func served() throws -> ServedReport {
    var cards = ClipCards(try ClipMedia(in: context, .served, withAudio: true))
    return ServedReport(title: title, sections(&cards))
  }

  /// Makes the page; gives its size in bytes.
  package func write() throws -> Int {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    var cards = ClipCards(
      try ClipMedia(
        in: context, .embedded(folder: folder.isEmpty ? "/" : folder), withAudio: withAudio))
    let sections = sections(&cards)
    let page = Page(
      title: title, remark: cards.remark, sections: sections, key: key)
    let bytes = Array(try page.html().utf8)
    let files = LocalFileSystem()
    try files.createDirectory(folder)
    try files.replace(path, with: bytes.span.bytes, temporary: "\(path).part")
    return bytes.count
  }

  private var title: String {
    let names = comparison.names
    return "\(names.first) and \(names.second) on \(context.configuration.dataset.name)"
  }

  private func sections(_ cards: inout ClipCards) -> [ReportSection] {
    let names = comparison.names
    return [
      verdict, classes,
      onlyOne(
        "first", right: names.first, wrong: names.second, by: { ($0.first, $0.second) }, &cards),
      onlyOne(
        "second", right: names.second, wrong: names.first, by: { ($0.second, $0.first) }, &cards),
      settings,
    ]
  }

  private var verdict: ReportSection {
    var table = Table("Accuracy of both", [.text("experiment"), .text("accuracy")])
    for (name, data) in [
      (comparison.names.first, comparison.first), (comparison.names.second, comparison.second),
    ] {
      table.add(["\(name)", data.figure("accuracy")?.cell ?? "–"])
    }
    return ReportSection(
      id: "headline", name: "Which is better",
      body: """
        <p class="reachwords">\(comparison.verdict)</p><p>\(comparison.basis)</p>\(table.html)\
        \(source("intervals"))
        """)
  }

  private var classes: ReportSection {
    let names = comparison.names
    var table = Table(
      "Recall by class",
      [
        .text("class"), .number(names.first), .number(names.second), .number("points"),
        .number("clips"),
      ])
    for row in comparison.classes.sorted(by: { $0.first - $0.second > $1.first - $1.second }) {
      let points = (row.first - row.second) * 100
      table.add([
        "\(row.name)", ReportFigure.percent("\(row.first)"), ReportFigure.percent("\(row.second)"),
        "\(points > 0 ? "+" : "")\(decimals(points, 1))", "\(row.clips)",
      ])
    }
    return ReportSection(
      id: "classes", name: "By class",
      body:
        "<p>Recall on the clips that both were tested on.</p>\(table.html)\(source("all_predictions"))"
    )
  }

  private func onlyOne(
    _ id: String, right: String, wrong: String,
    by sides: ((first: TestedSound, second: TestedSound)) -> (TestedSound, TestedSound),
    _ cards: inout ClipCards
  ) -> ReportSection {
    let clips = comparison.pairs.map(sides).filter { $0.0.isRight && !$0.1.isRight }
      .sorted { ($1.1.confidence, $0.1.name) < ($0.1.confidence, $1.1.name) }
    let shown = clips.prefix(20).map { cards.card($0.1) }
    let rest = clips.dropFirst(20).prefix(200).map { "<li>\($0.1.name)</li>" as HTML }
    let left = clips.count - shown.count - rest.count
    let note: HTML =
      left > 0 ? "<p class=\"note\">\(counted(left, "clip")) more are left out.</p>" : ""
    return ReportSection(
      id: id, name: "Right by \(right) alone",
      body: """
        <p>\(counted(clips.count, "clip")); what \(wrong) took them for:</p>\
        <div class="clips">\(shown)</div><ul class="names">\(rest)</ul>\(note)
        """)
  }

  private var settings: ReportSection {
    let names = comparison.names
    var table = Table(
      "Settings that differ", [.text("key"), .text(names.first), .text(names.second)])
    for row in comparison.settings { table.add(["\(row.key)", "\(row.first)", "\(row.second)"]) }
    return ReportSection(
      id: "settings", name: "What differs in their settings",
      body: comparison.settings.isEmpty ? "<p>Nothing.</p>" : table.html)
  }
}
