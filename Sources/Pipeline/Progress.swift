/// How far a stage is.
package struct Progress: Sendable {
  var stage = ""
  var unit = ""
  var total = 0
  var done = 0
  var failed = 0
  /// By ``monotonicSeconds()``.
  var started = 0.0
  var pace = Pace(.quiet, at: 0)
  /// Whether a line of it stands on the terminal.
  var isDrawn = false

  package init(stage: String = "", unit: String = "", total: Int = 0, done: Int = 0) {
    self.stage = stage
    self.unit = unit
    self.total = total
    self.done = done
  }

  private func figures(at now: Double) -> (perSecond: Double, secondsLeft: Double) {
    let elapsed = now - started
    let rate = elapsed > 0 ? Double(done) / elapsed : 0
    return (rate, rate > 0 ? Double(total - done) / rate : 0)
  }

  /// `render: 120/8732 clips, 4 s left, 2104/s, 1 failed`
  package func line(at now: Double) -> String { "\(stage): \(text(at: now))" }

  /// The same with a bar, where the terminal has room for one.
  package func bar(at now: Double, columns: Int) -> String {
    let text = text(at: now)
    let room = columns - stage.count - text.count - 3
    guard room >= 8 else { return "\(stage) \(text)" }
    let width = min(room, 24)
    let filled = total > 0 ? width * done / total : width
    return "\(stage) " + String(repeating: "█", count: filled)
      + String(repeating: "·", count: width - filled) + " \(text)"
  }

  /// What matters most comes first, since a narrow terminal cuts the end.
  private func text(at now: Double) -> String {
    let (rate, left) = figures(at: now)
    return """
      \(done)/\(total) \(unit)s, \(durationText(left)) left, \(paceText(rate))\
      \(failed > 0 ? ", \(failed) failed" : "")
      """
  }

  /// What takes longer than a second is told in seconds each.
  private func paceText(_ perSecond: Double) -> String {
    0 < perSecond && perSecond < 1
      ? "\(durationText(1 / perSecond)) each" : "\(Int(perSecond))/s"
  }

  func object(at now: Double) -> JSONObject {
    let (rate, left) = figures(at: now)
    var object = JSONObject()
    object.set("event", "progress")
    object.set("stage", stage)
    object.set("done", done)
    object.set("total", total)
    object.set("failed", failed)
    object.set("per_second", rate)
    object.set("seconds_left", left)
    return object
  }
}

/// When progress is shown again: a terminal follows it; a log hears of it soon, and then once a minute.
package struct Pace: Sendable {
  private let style: Reporter.Style
  private var next: Double

  package init(_ style: Reporter.Style, at now: Double) {
    self.style = style
    next = style == .terminal ? now : now + 5
  }

  package mutating func isDue(at now: Double) -> Bool {
    guard style != .quiet, style != .silent, now >= next else { return false }
    switch style {
    case .terminal: next = now + 0.1
    case .json: next = now + 5
    default: next = now + 60
    }
    return true
  }
}
