import DataSets
import Manifest
import Pages
import Pipeline
import Report

/// A clip to be judged, with what comes next; all of it by keyboard.
struct Review {
  /// In which order clips come.
  enum Queue: String, CaseIterable {
    case suspects, mistakes, all

    var name: String {
      switch self {
      case .suspects: "labels that are worth a listen"
      case .mistakes: "surest mistakes"
      case .all: "all clips"
      }
    }
  }

  private let now: Snapshots.Moment
  private let queue: Queue
  private let clip: ClipLine?
  private let left: Int
  private let isChosen: Bool

  init(_ now: Snapshots.Moment, _ asked: Asked, _ kept: Kept<[String]>) throws {
    self.now = now
    let manifest = now.context.manifest
    let (dataSet, runs) = (now.context.rows.dataSet, now.subject?.runs ?? [])
    let suspects = try Self.suspects(now, kept)
    let queue =
      asked.value("queue").flatMap(Queue.init)
      ?? (!suspects.isEmpty ? .suspects : now.subject == nil ? .all : .mistakes)
    self.queue = queue
    var filter = ClipFilter()
    if let id = asked.number("clip") {
      filter.id = Int64(id)
      clip = try manifest.clipLines(of: dataSet, runs: runs, filter, from: 0, atMost: 1).lines.first
      (left, isChosen) = (0, true)
      return
    }
    isChosen = false
    // Those that were passed over are not shown again at once.
    let skipped = max(asked.number("skip") ?? 0, 0)
    switch queue {
    case .suspects:
      let reviewed = try manifest.rows(of: "reviews")
      let known = Set(reviewed.rows.indices.compactMap { reviewed[$0, "clip"] })
      let open = suspects.filter { !known.contains($0) }
      left = open.count
      guard !open.isEmpty else {
        clip = nil
        return
      }
      filter.name = open[skipped % open.count]
      clip = try manifest.clipLines(of: dataSet, runs: runs, filter, from: 0, atMost: 1).lines.first
    case .mistakes, .all:
      filter.verdict = ""
      if queue == .mistakes { (filter.outcome, filter.order) = (.wrong, .confidence) }
      let open = try manifest.clipLines(
        of: dataSet, runs: runs, filter, from: skipped, atMost: 1)
      left = open.count
      if open.lines.isEmpty, skipped > 0 {
        clip = try manifest.clipLines(of: dataSet, runs: runs, filter, from: 0, atMost: 1).lines
          .first
      } else {
        clip = open.lines.first
      }
    }
    skip = skipped
  }

  private var skip = 0

  /// By the view `suspects`, the likeliest first; found once for the same predictions.
  private static func suspects(
    _ now: Snapshots.Moment, _ kept: Kept<[String]>
  ) throws -> [String] {
    guard let subject = now.subject else { return [] }
    let manifest = now.context.manifest
    let predictions = try manifest.evaluations(of: subject.runs)
    return try kept.value(predictions) {
      let rows = try manifest.rows(of: "suspects", experiment: subject.experiment)
      return rows.rows.indices.compactMap { rows[$0, "clip"] }
    }
  }

  // MARK: - The page

  var body: HTML {
    get throws {
      let choices = Queue.allCases.map { choice -> HTML in
        let mark: HTML = choice == queue && !isChosen ? " aria-current=\"page\"" : ""
        return "<li><a href=\"/review?queue=\(choice.rawValue)\"\(mark)>\(choice.name)</a></li>"
      }
      let head: HTML = """
        <nav aria-label="What is reviewed"><ul>\(choices)</ul></nav>
        """
      guard let clip,
        let record = try now.context.manifest.clip(clip.id, of: now.context.rows.dataSet)
      else {
        return """
          \(head)<p role="status">Nothing is left to be judged here.
          <a href="/reviews.csv">The corrections as CSV</a>, or another list above.</p>\(undo)
          """
      }
      let given: HTML =
        clip.verdict.map { _ in
          "<p class=\"note\">Judged before: \(VerdictWords.html(clip.verdict, clip.suggested))</p>"
        } ?? ""
      let place: HTML =
        isChosen
        ? "" : "<p class=\"note\" role=\"status\">\(counted(left, "clip")) to go</p>"
      let page = ClipPage(now, record)
      let probabilities = try page.probabilities
      return """
        \(head)\(place)<div class="review"><h2 class="asks">Is this <em>\(clip.label)</em>?</h2>\
        <p class="note"><a href="/clips/\(Int(clip.id))">\(clip.name)</a>, fold \
        \(now.folds[clip.fold])</p>\(given)<article class="clip large">\(page.media)</article>\
        \(form(clip))\(undo)<div class="large">\(probabilities)</div></div>
        """
    }
  }

  private func form(_ clip: ClipLine) -> HTML {
    // The first ten others have a digit.
    let others = now.classes.filter { $0 != clip.label }.enumerated().map { place, name -> HTML in
      let key: HTML =
        place < 10 ? "<kbd>\((place + 1) % 10)</kbd> " : ""
      let digit: HTML = place < 10 ? " data-key=\"\((place + 1) % 10)\"" : ""
      return """
        <button name="another" value="\(name)"\(digit)>\(key)\(name)</button>
        """
    }
    return """
      <form class="verdict" method="post" action="/review">
      <input type="hidden" name="clip" value="\(Int(clip.id))"><input type="hidden" name="queue" \
      value="\(queue.rawValue)"><input type="hidden" name="skip" value="\(skip)">
      <p><button name="verdict" value="right" data-key="r"><kbd>R</kbd> Right</button>
      <button name="verdict" value="wrong" data-key="w"><kbd>W</kbd> Wrong</button>
      <button name="verdict" value="unsure" data-key="u"><kbd>U</kbd> Unsure</button>
      <a class="button" data-key="n" href="/review?queue=\(queue.rawValue)&amp;skip=\(skip + 1)">\
      <kbd>N</kbd> Next</a></p>
      <fieldset><legend>It is another class</legend>\(others)</fieldset></form>
      <p class="note"><kbd>Space</kbd> plays and pauses.</p>
      """
  }

  private var undo: HTML {
    """
    <form class="verdict" method="post" action="/review/undo"><input type="hidden" name="queue" \
    value="\(queue.rawValue)"><button data-key="z"><kbd>Z</kbd> Undo the last verdict</button></form>
    """
  }
}

extension Review {
  // MARK: - What is said

  /// Keeps a verdict and goes on to the next clip.
  static func give(_ asked: Asked, _ now: Snapshots.Moment, at path: String) throws -> Reply {
    let manifest = now.context.manifest
    let dataSet = now.context.rows.dataSet
    guard let id = asked.number("clip"),
      let record = try manifest.clip(Int64(id), of: dataSet)
    else { return refused("There is no such clip any more.") }
    let suggested = asked.value("another")
    let verdict =
      suggested != nil ? Verdict.another : asked.value("verdict").flatMap(Verdict.init(rawValue:))
    guard let verdict, verdict != .another || now.classes.contains(suggested ?? "") else {
      return refused("A verdict is right, wrong, unsure, or another class that there is.")
    }
    let classes = now.classes
    let label = record.listing.label
    try ManifestDatabase(existing: path, version: programVersion).add(
      verdict, on: record.listing.name, of: dataSet,
      label: classes.indices.contains(label) ? classes[label] : "", suggested: suggested,
      at: wallClock())
    return .see(address(asked))
  }

  /// Takes the last verdict back, and shows its clip again.
  static func takeBack(_ asked: Asked, _ now: Snapshots.Moment, at path: String) throws -> Reply {
    let dataSet = now.context.rows.dataSet
    let clip = try ManifestDatabase(existing: path, version: programVersion)
      .takeBackReview(of: dataSet)
    var filter = ClipFilter()
    filter.name = clip
    guard clip != nil,
      let line = try now.context.manifest.clipLines(
        of: dataSet, runs: [], filter, from: 0, atMost: 1
      ).lines.first
    else { return .see(address(asked)) }
    return .see("/review?clip=\(line.id)&queue=\(queue(asked))")
  }

  private static func queue(_ asked: Asked) -> String {
    (asked.value("queue").flatMap(Queue.init) ?? .suspects).rawValue
  }

  private static func address(_ asked: Asked) -> String {
    let skip = asked.number("skip") ?? 0
    return "/review?queue=\(queue(asked))" + (skip > 0 ? "&skip=\(skip)" : "")
  }

  private static func refused(_ sentence: String) -> Reply {
    Reply(
      status: 400, type: "text/plain; charset=utf-8", body: .bytes(Array(sentence.utf8)))
  }
}

/// Verdicts as the table that `dataset.corrections` reads.
package enum ReviewTable {
  package static func text(_ manifest: ManifestDatabase) throws -> String {
    let rows = try manifest.rows(of: "reviews")
    return CSVText.row(["clip", "label", "verdict"])
      + rows.rows.indices.map { row in
        CSVText.row(["clip", "label", "verdict"].map { rows[row, $0] ?? "" })
      }.joined()
  }
}
