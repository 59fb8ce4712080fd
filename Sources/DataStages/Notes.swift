import Manifest
import Pipeline

extension StageContext {
  /// Says what is strange about sounds, when some were decoded.
  func showNotes(after summary: StageRunSummary) throws {
    guard summary.ran > 0 else { return }
    let counts = try manifest.noteCounts()
    guard !counts.isEmpty else { return }
    let list = counts.map { "\($0.clips) \($0.note)" }.joined(separator: ", ")
    reporter.warn(
      "noted of clips, which are used all the same: \(list); sqlite3 \(manifest.path) "
        + "'SELECT * FROM clip_notes'")
  }
}
