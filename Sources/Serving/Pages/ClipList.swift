import DataSets
import Manifest
import Pages
import Pipeline

/// Clips by fold, class, outcome, fault, note and verdict, a hundred a page.
struct ClipList {
  static let pageLength = 100

  private let now: Snapshots.Moment
  private let asked: Asked
  private let filter: ClipFilter
  private let page: Int

  init(_ now: Snapshots.Moment, _ asked: Asked) {
    (self.now, self.asked) = (now, asked)
    var filter = ClipFilter()
    filter.text = asked.value("text")
    filter.fold = asked.number("fold")
    filter.label = asked.number("label")
    filter.predicted = asked.number("predicted")
    filter.outcome = asked.value("outcome").flatMap(ClipFilter.Outcome.init)
    filter.fault = asked.value("fault")
    filter.note = asked.value("note")
    filter.verdict = asked.value("verdict").map { $0 == "none" ? "" : $0 }
    filter.order = asked.value("order").flatMap(ClipFilter.Order.init) ?? .metadata
    self.filter = filter
    // No data set has more pages, and no page number overflows.
    page = min(max(asked.number("page") ?? 1, 1), 1_000_000)
  }

  var body: HTML {
    get throws {
      let manifest = now.context.manifest
      let (lines, count) = try manifest.clipLines(
        of: now.context.rows.dataSet, runs: now.subject?.runs ?? [], filter,
        from: (page - 1) * Self.pageLength, atMost: Self.pageLength)
      var table = Table(
        "Clips",
        [
          .text("clip"), .text("fold"), .text("label"), .text("taken for"),
          .number("probability"), .number("seconds"), .text("verdict"),
        ])
      for line in lines {
        let isWrong = line.isRight == false
        let fault: HTML = line.isFaulty ? " <span class=\"wrong\">fault</span>" : ""
        table.add([
          "<a href=\"/clips/\(Int(line.id))\">\(line.name)</a>\(fault)",
          "\(now.folds[line.fold])", "\(line.label)",
          isWrong
            ? "<span class=\"wrong\">\(line.predicted ?? "")</span>" : "\(line.predicted ?? "–")",
          "\(line.probability.map { decimals($0 * 100, 1) + " %" } ?? "–")",
          "\(line.seconds.map { decimals($0, 2) } ?? "–")",
          VerdictWords.html(line.verdict, line.suggested),
        ])
      }
      let by: HTML =
        now.subject.map {
          """
          <p class="note">Taken for: by \($0.network), tested on clips that it was not trained on.</p>
          """
        } ?? ""
      let form = try form(manifest)
      return """
        \(form)<p role="status"><strong>\(counted(count, "clip"))</strong></p>\(by)
        \(lines.isEmpty ? "<p>No clip is like that. <a href=\"/clips\">All clips</a></p>" : table.html)\(pager(count))
        """
    }
  }

  private func form(_ manifest: ManifestDatabase) throws -> HTML {
    func distinct(_ view: String, _ column: String) throws -> [String] {
      let rows = try manifest.rows(of: view)
      return Set(rows.rows.indices.compactMap { rows[$0, column] }).sorted()
    }
    let folds = try manifest.foldNumbers(of: now.context.rows.dataSet)
    let faults = try distinct("clip_faults", "category")
    let notes = try distinct("clip_notes", "note")
    let classes = now.classes.enumerated().map { (value: "\($0.offset)", text: $0.element) }
    let verdicts = [("none", "none yet")] + Verdict.allCases.map { ($0.rawValue, $0.rawValue) }
    return """
      <form class="filter" action="/clips">
      <label>Name <input name="text" value="\(asked.value("text") ?? "")" size="12"></label>
      \(select("fold", "Fold", folds.map { ("\($0)", now.folds[$0]) }))
      \(select("label", "Class", classes))
      \(select("predicted", "Taken for", now.subject == nil ? [] : classes))
      \(select("outcome", "Outcome", ClipFilter.Outcome.allCases.map { ($0.rawValue, $0.rawValue) }))
      \(select("fault", "Fault", faults.map { ($0, $0) }))
      \(select("note", "Note", notes.map { ($0, $0) }))
      \(select("verdict", "Verdict", verdicts))
      \(select("order", "Order", [("confidence", "surest first")], all: "as listed"))
      <button>Show</button></form>
      """
  }

  private func select(
    _ name: String, _ title: String, _ options: [(value: String, text: String)],
    all: String = "all"
  ) -> HTML {
    guard !options.isEmpty else { return "" }
    let chosen = asked.value(name)
    let options = options.map { option -> HTML in
      let mark: HTML = option.value == chosen ? " selected" : ""
      return "<option value=\"\(option.value)\"\(mark)>\(option.text)</option>"
    }
    return """
      <label>\(title) <select name="\(name)"><option value="">\(all)</option>\(options)</select></label>
      """
  }

  private func pager(_ count: Int) -> HTML {
    let pages = max(1, (count + Self.pageLength - 1) / Self.pageLength)
    guard pages > 1 || page > 1 else { return "" }
    func link(_ number: Int, _ name: String, _ relation: String) -> HTML {
      guard (1...pages).contains(number), number != page else {
        return "<span class=\"note\">\(name)</span>"
      }
      return "<a rel=\"\(relation)\" href=\"\(address(number))\">\(name)</a>"
    }
    return """
      <nav class="pager" aria-label="Pages of clips">\(link(1, "First", "first")) \
      \(link(page - 1, "Previous", "prev")) <span>page \(page) of \(pages)</span> \
      \(link(page + 1, "Next", "next")) \(link(pages, "Last", "last"))</nav>
      """
  }

  private func address(_ page: Int) -> String {
    let names = [
      "text", "fold", "label", "predicted", "outcome", "fault", "note", "verdict", "order",
    ]
    let fields = names.compactMap { name in
      asked.value(name).map { "\(name)=\(WebText.encoded($0))" }
    }
    return "/clips?" + (fields + ["page=\(page)"]).joined(separator: "&")
  }
}

enum VerdictWords {
  static func html(_ verdict: Verdict?, _ suggested: String?) -> HTML {
    switch verdict {
    case nil: ""
    case .right: "right"
    case .wrong: "<span class=\"wrong\">wrong</span>"
    case .another: "<span class=\"wrong\">is \(suggested ?? "")</span>"
    case .unsure: "unsure"
    }
  }
}
