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

  /// A row of a table, its cells a tab apart, for people and for `cut`.
  package func result(cells: [String]) {
    clearBar()
    guard style != .json && style != .silent else { return }
    let line = cells.map(\.escapedForTerminal).joined(separator: "\t")
    Self.write(line + "\n", to: STDOUT_FILENO)
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
      $0.pace = Pace(style, at: $0.started)
    }
  }

  package func advance(done: Int, failed: Int = 0) {
    let now = monotonicSeconds()
    let due = progress.withLock { progress -> Progress? in
      progress.done += done
      progress.failed += failed
      // The last line of a log is the summary; a bar is seen to fill.
      let isWhole = progress.done == progress.total
      guard
        style == .terminal
          ? progress.pace.isDue(at: now) || isWhole
          : !isWhole && progress.pace.isDue(at: now)
      else { return nil }
      progress.isDrawn = style == .terminal
      return progress
    }
    guard let due else { return }
    switch style {
    case .terminal: redraw { due.bar(at: now, columns: $0) }
    case .lines: Self.write(line: due.line(at: now), to: STDERR_FILENO)
    case .json: Self.write(due.object(at: now).text + "\n", to: STDOUT_FILENO)
    case .quiet, .silent: break
    }
  }

  /// A line of a kind of its own: redrawn on a terminal, one a minute elsewhere.
  ///
  /// - Parameter isMilestone: whether it has something to say that the next will not, such as the end
  ///   of an epoch: a log gets it, however soon after another.
  package func live(_ text: String, isMilestone: Bool = false) {
    guard style == .terminal || style == .lines else { return }
    let isDue = progress.withLock { progress in
      let isDue = progress.pace.isDue(at: monotonicSeconds()) || isMilestone
      if isDue { progress.isDrawn = style == .terminal }
      return isDue
    }
    guard isDue else { return }
    if style == .terminal {
      redraw { _ in text }
    } else {
      Self.write(line: text, to: STDERR_FILENO)
    }
  }

  private func clearBar() {
    let isDrawn = progress.withLock { progress in
      defer { progress.isDrawn = false }
      return progress.isDrawn
    }
    if isDrawn { redraw { _ in "" } }
  }

  /// What is wider than the terminal is now would wrap, and stay when the next is drawn.
  private func redraw(_ text: (_ columns: Int) -> String) {
    let columns = TerminalWidth.columns(of: STDERR_FILENO)
    let line = text(columns).escapedForTerminal.cut(toColumns: columns)
    Self.write("\r\u{1B}[K" + line, to: STDERR_FILENO)
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
