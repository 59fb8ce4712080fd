import Manifest

/// A stage's line in the log of work, opened when the first result is recorded: the first to write to a
/// manifest waits for the disk, and by then the workers have something to do.
package final class StageRunLine {
  private let manifest: ManifestDatabase
  private let stage: String
  private let configuration: Int64
  private let started = Double(wallClock()) * 1e-9
  private let begin = monotonicSeconds()
  private var opened: Int64?

  init(_ stage: String, in context: StageContext) {
    self.stage = stage
    manifest = context.manifest
    configuration = context.rows.id
  }

  /// The line's row.
  package func row() throws -> Int64 {
    if let opened { return opened }
    let row = try manifest.beginStageRun(
      stage, configuration: configuration, version: programVersion, boot: bootName, at: started)
    opened = row
    return row
  }

  func end(_ summary: StageRunSummary) throws {
    try manifest.endStageRun(row(), summary, seconds: monotonicSeconds() - begin)
  }
}
