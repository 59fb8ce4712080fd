import Glibc
import Synchronization

/// What a command tells people while it works: results on standard output, the rest on standard error.
package final class Reporter: Sendable {
  package enum Style: Sendable {
    /// A bar that is redrawn.
    case terminal
    /// A line every few seconds.
    case lines
    /// One JSON object a line, on standard output.
    case json
    /// The summary only.
    case quiet
    /// Nothing but warnings and errors.
    case silent
  }

  package let style: Style
  private let progress = Mutex(Progress())

  private struct Progress {
    var stage = ""
    var unit = ""
    var total = 0
    var done = 0
    var failed = 0
    var started = 0.0
    var shown = 0.0
    var isDrawn = false
  }

  package init(style: Style) {
    self.style = style
  }

  /// The style for these flags and this standard error.
  package convenience init(quiet: Bool, json: Bool) {
    self.init(
      style: json ? .json : quiet ? .quiet : isatty(STDERR_FILENO) == 1 ? .terminal : .lines)
  }

  // MARK: - Results and messages

  /// A line of results for people; `--json` has them as objects instead.
  package func result(_ line: String) {
    clearBar()
    if style != .json && style != .silent { Self.write(line: line, to: STDOUT_FILENO) }
  }

  /// The same of text that goes over several lines.
  package func result(lines text: String) {
    for line in Self.lines(text) { result(line) }
  }

  /// An object of results for programs.
  package func result(_ object: JSONObject) {
    if style == .json { Self.write(object.text + "\n", to: STDOUT_FILENO) }
  }

  package func note(_ text: String) {
    guard style == .terminal || style == .lines else { return }
    clearBar()
    Self.write(line: text, to: STDERR_FILENO)
  }

  package func warn(_ text: String) {
    clearBar()
    Self.write(line: "warning: \(text)", to: STDERR_FILENO)
  }

  package func error(_ text: String) {
    clearBar()
    Self.write(line: "error: \(text)", to: STDERR_FILENO)
  }

  /// What was wrong with a command line, with the help that goes with it.
  package func usage(_ text: String) {
    for line in Self.lines(text) { Self.write(line: line, to: STDERR_FILENO) }
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  // MARK: - Progress

  package func begin(stage: String, unit: String, total: Int) {
    progress.withLock {
      $0 = Progress(stage: stage, unit: unit, total: total)
      $0.started = monotonicSeconds()
      $0.shown = style == .terminal ? 0 : $0.started
    }
  }

  package func advance(done: Int, failed: Int = 0) {
    let line = progress.withLock { progress -> String? in
      progress.done += done
      progress.failed += failed
      let now = monotonicSeconds()
      let interval = style == .terminal ? 0.1 : 5.0
      guard style != .quiet, style != .silent,
        now - progress.shown >= interval || progress.done == progress.total
      else { return nil }
      guard style == .terminal || progress.done < progress.total else { return nil }
      progress.shown = now
      progress.isDrawn = style == .terminal
      return Self.line(progress, elapsed: now - progress.started, style)
    }
    guard let line else { return }
    switch style {
    case .terminal: Self.redraw(line)
    case .lines: Self.write(line: line, to: STDERR_FILENO)
    case .json: Self.write(line + "\n", to: STDOUT_FILENO)
    case .quiet, .silent: break
    }
  }

  /// A line of a kind of its own: redrawn on a terminal, one every few seconds elsewhere.
  package func live(_ text: String) {
    let isDue = progress.withLock { progress in
      let now = monotonicSeconds()
      guard style == .terminal || style == .lines,
        now - progress.shown >= (style == .terminal ? 0.1 : 5.0)
      else { return false }
      progress.shown = now
      progress.isDrawn = style == .terminal
      return true
    }
    guard isDue else { return }
    style == .terminal ? Self.redraw(text) : Self.write(line: text, to: STDERR_FILENO)
  }

  private static func line(_ progress: Progress, elapsed: Double, _ style: Style) -> String {
    let rate = elapsed > 0 ? Double(progress.done) / elapsed : 0
    let left = rate > 0 ? Double(progress.total - progress.done) / rate : 0
    if style == .json {
      var object = JSONObject()
      object.set("event", "progress")
      object.set("stage", progress.stage)
      object.set("done", progress.done)
      object.set("total", progress.total)
      object.set("failed", progress.failed)
      object.set("per_second", rate)
      object.set("seconds_left", left)
      return object.text
    }
    let figures = """
      \(progress.done)/\(progress.total) \(progress.unit)s, \(Int(rate))/s, \(durationText(left)) left\
      \(progress.failed > 0 ? ", \(progress.failed) failed" : "")
      """
    guard style == .terminal else { return "\(progress.stage): \(figures)" }
    let width = 24
    let filled = progress.total > 0 ? width * progress.done / progress.total : width
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
    return "\(progress.stage) \(bar) \(figures)"
  }

  private func clearBar() {
    let isDrawn = progress.withLock { progress in
      defer { progress.isDrawn = false }
      return progress.isDrawn
    }
    if isDrawn { Self.redraw("") }
  }

  private static func redraw(_ text: String) {
    write("\r\u{1B}[K" + text.escapedForTerminal, to: STDERR_FILENO)
  }

  /// Whatever a name in it holds, no cursor moves but to the next line.
  private static func write(line: String, to descriptor: Int32) {
    write(line.escapedForTerminal + "\n", to: descriptor)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 {
        // A reader that has enough is no failure.
        if descriptor == STDOUT_FILENO && errno != EPIPE {
          lostResults.store(errno, ordering: .relaxed)
        }
        return
      }
      written += count
    }
  }

  /// The error that results could not be written for; 0 if there was none.
  private static let lostResults = Atomic<Int32>(0)

  /// - Throws: ``ResultsLost`` if a result did not reach standard output, as when its disk is full.
  package static func requireResultsWritten() throws(ResultsLost) {
    let code = lostResults.load(ordering: .relaxed)
    if code != 0 { throw ResultsLost(code: code) }
  }
}

/// What is done is done, but its results were not told.
package struct ResultsLost: Error, CustomStringConvertible {
  let code: Int32

  package var description: String {
    "Could not write the results to standard output: \(String(cString: strerror(code)));"
      + " make room or choose another place, and run it again."
  }
}

/// `42 s`, `3 min 5 s`, `2 h 10 min`.
package func durationText(_ seconds: Double) -> String {
  let whole = Int(seconds.rounded())
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
  return "\(whole / 3600) h \(whole % 3600 / 60) min"
}

package func monotonicSeconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}

/// ns since 1970.
package func wallClock() -> Int {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  return now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// `2026-03-01 14:05`, local time.
package func dateText(_ secondsSince1970: Int) -> String {
  var time = time_t(secondsSince1970)
  var parts = tm()
  localtime_r(&time, &parts)
  var text = [CChar](repeating: 0, count: 32)
  let count = strftime(&text, text.count, "%Y-%m-%d %H:%M", &parts)
  return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// A number with so many decimals: `0.831`.
package func decimals(_ value: Double, _ count: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  var scale = 1
  for _ in 0..<count { scale *= 10 }
  let scaled = Int((abs(value) * Double(scale)).rounded())
  let fraction = String(scaled % scale)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard count > 0 else { return "\(sign)\(scaled)" }
  return "\(sign)\(scaled / scale)." + String(repeating: "0", count: count - fraction.count)
    + fraction
}
