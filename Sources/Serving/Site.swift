import Audio
import Configuration
import Digests
import Glibc
import Manifest
import ModelStages
import Pages
import Pipeline
import Report

/// The pages of a project: which address gets which answer. No address has a path of a file in it.
package final class Site: Sendable {
  static let uploadPath = "/listen"
  static let eventsPath = "/training/events"
  /// Bytes of a file that is dropped.
  static let uploadLimit = 64 << 20

  /// Scripts, styles, pictures and sounds are this program's or nothing.
  static let policy: [(name: String, value: String)] = [
    (
      "content-security-policy",
      """
      default-src 'none'; img-src 'self' data:; media-src 'self' blob:; style-src 'self'; \
      script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; \
      frame-ancestors 'none'
      """
    ),
    // Without a referrer, browsers call the origin of our own forms null as well.
    ("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"), ("cache-control", "no-cache"),
  ]

  let configuration: PipelineConfiguration
  private let snapshots: Snapshots
  private let listener: DroppedSounds
  private let reports = Kept<ServedReport>(atMost: 4)
  private let overviews = Kept<HTML>(atMost: 1)
  private let explanations = ClipExplanations()
  private let maps = Kept<String>(atMost: 4)
  let queues = Kept<[String]>(atMost: 4)

  /// - Parameter model: Of dropped files; asked for when there is one.
  package init(
    _ configuration: PipelineConfiguration, model: @escaping @Sendable () throws -> TrainedModel
  ) {
    self.configuration = configuration
    snapshots = Snapshots(configuration)
    listener = DroppedSounds(model, configuration)
  }

  func listen(to path: String, _ asked: Asked) -> Reply {
    .page(
      listener.heard(
        path, called: asked.query["name"] ?? "sound", DroppedSounds.Event(asked.query)))
  }

  func training() -> String { TrainingPage.now(configuration.paths.manifest).description }

  func sentence(_ status: Int, _ sentence: String) -> Reply {
    let title =
      switch status {
      case 404: "Not found"
      case 500...: "Something failed"
      default: "Not answered"
      }
    let body: HTML = """
      <p>\(sentence)</p><p class="note">Status \(status). <a href="/">To the overview</a></p>
      """
    return .page(Frame(title: title, here: nil, configuration).page(body), status: status)
  }

  func answer(_ asked: Asked) -> Reply {
    do {
      return try asked.method == .post ? change(asked) : page(asked)
    } catch let error where error is ReportError || error is ModelError || error is ExplanationError
    {
      return sentence(404, "\(error)")
    } catch let fault as AudioFault {
      return sentence(404, fault.message)
    } catch {
      return sentence(500, "\(error)")
    }
  }

  // MARK: - What is looked at

  private func page(_ asked: Asked) throws -> Reply {
    let path = asked.path
    switch path.first {
    case "style.css" where path.count == 1:
      return Reply.text(Assets.style, type: "text/css; charset=utf-8").answering(asked)
    case "script.js" where path.count == 1:
      return Reply.text(Assets.script, type: "text/javascript; charset=utf-8").answering(asked)
    default: break
    }
    let now = try snapshots.now()
    switch (path.count, path.first) {
    case (0, _):
      let overview = try overviews.value(now.state) { try Overview(now).body }
      return page("Overview", "/", overview, asked)
    case (1, "clips"): return try page("Clips", "/clips", ClipList(now, asked).body, asked)
    case (2, "clips"): return try clip(path[1], asked, now)
    case (3, "clips"): return try file(of: path[1], path[2], asked, now)
    case (2, "reports"):
      let report = try reports.value("\(now.state) \(path[1])") {
        try ServedReport(of: path[1], in: now.context)
      }
      return page(report.title, "/", ReportView(report).body, asked)
    case (1, "compare"):
      guard let first = asked.value("a"), let second = asked.value("b") else { return notFound }
      let report = try reports.value("\(now.state) \(first) \(second)") {
        try ComparisonPage(first, second, to: nil, withAudio: true, in: now.context).served()
      }
      return page(report.title, "/", ReportView(report).body, asked)
    case (1, "map"): return try page("Map", "/map", ClipMapPage(now, asked).body, asked)
    case (2, "map") where path[1] == "points":
      let points = try maps.value("\(now.state) \(asked.value("run") ?? "")") {
        try ClipMapPage(now, asked).points
      }
      return Reply.text(points, type: "application/json").answering(asked)
    case (1, "review"):
      return try page("Review", "/review", Review(now, asked, queues).body, asked)
    case (2, "training") where path[1] == "events":
      return Reply(
        type: "text/event-stream", headers: [("x-accel-buffering", "no")], body: .training)
    case (1, "reviews.csv"):
      return Reply(
        type: "text/csv; charset=utf-8",
        headers: [("content-disposition", "attachment; filename=\"corrections.csv\"")],
        body: .bytes(Array(try ReviewTable.text(now.context.manifest).utf8)))
    case (1, "listen"): return page("Listen", "/listen", DroppedSounds.form, asked)
    case (1, "training"):
      return page(
        "Training", "/training", TrainingPage.body(configuration.paths.manifest), asked)
    default: return notFound
    }
  }

  private var notFound: Reply { sentence(404, "There is no such page.") }

  private func page(_ title: String, _ here: String, _ body: HTML, _ asked: Asked) -> Reply {
    Reply.page(Frame(title: title, here: here, configuration).page(body)).answering(asked)
  }

  private func record(_ word: String, _ now: Snapshots.Moment) throws -> ClipRecord? {
    guard let id = Int64(word) else { return nil }
    return try now.context.manifest.clip(id, of: now.context.rows.dataSet)
  }

  private func clip(_ word: String, _ asked: Asked, _ now: Snapshots.Moment) throws -> Reply {
    guard let record = try record(word, now) else { return notFound }
    let body = try ClipPage(now, record).body
    return page(record.listing.name, "/clips", body, asked)
  }

  private func file(
    of word: String, _ kind: String, _ asked: Asked, _ now: Snapshots.Moment
  ) throws -> Reply {
    guard let record = try record(word, now) else { return notFound }
    switch kind {
    case "sound":
      let sound = try ClipSound(record, configuration).reply
      return sound.answering(asked, tag: record.file?.source)
    case "spectrogram.png":
      let clip = ServedClip(record, configuration)
      let picture = try clip.excerpt().picture(configuration, columns: 1_024)
      return Reply(type: "image/png", body: .bytes(picture)).answering(asked)
    case "explanation":
      let page = ClipPage(now, record)
      guard let checkpoint = try now.checkpoint(testedOn: record.id) else { return notFound }
      let reasons = try explanations.html(
        of: record, labelled: page.label, said: page.said ?? [:], by: checkpoint,
        in: record.path(in: configuration))
      return self.page(
        "What it goes by: \(record.listing.name)", "/clips", page.explained(reasons), asked)
    default: return notFound
    }
  }

  // MARK: - What is changed

  private func change(_ asked: Asked) throws -> Reply {
    guard asked.path.first == "review" else { return notFound }
    let now = try snapshots.now()
    switch asked.path.dropFirst().first {
    case nil: return try Review.give(asked, now, at: configuration.paths.manifest)
    case "undo": return try Review.takeBack(asked, now, at: configuration.paths.manifest)
    default: return notFound
    }
  }
}
