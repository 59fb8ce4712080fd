import Cache
import Configuration
import Glibc
import Manifest
import ModelStages
import Pipeline
import Report
import Synchronization

/// The manifest as it was at a moment: a copy in memory, made again when the manifest has changed. What pages
/// ask never locks the manifest that stages write to, and cannot change it.
final class Snapshots: Sendable {
  struct Moment: Sendable {
    let context: StageContext
    let state: String
    let subject: ReportSubject?
    let classes: [String]
    let folds: FoldNames
  }

  private let configuration: PipelineConfiguration
  private let latest = Mutex<Moment?>(nil)

  init(_ configuration: PipelineConfiguration) { self.configuration = configuration }

  /// - Throws: `ManifestError`.
  func now() throws -> Moment {
    try latest.withLock { latest in
      let state = ManifestDatabase.state(at: configuration.paths.manifest)
      if let latest, latest.state == state { return latest }
      let context = try StageContext(
        lookingAt: configuration, ObjectStore(root: configuration.paths.cache),
        Reporter(style: .silent))
      let moment = Moment(
        context: context, state: state, subject: Self.subject(in: context),
        classes: try context.manifest.classes(of: context.rows.dataSet),
        folds: try context.foldNames())
      latest = moment
      return moment
    }
  }
}

extension Snapshots {
  /// The experiment whose predictions are shown: the present configuration's, else the best there is.
  private static func subject(in context: StageContext) -> ReportSubject? {
    if let own = try? ReportSubject(in: context) { return own }
    guard let board = try? context.manifest.rows(of: "leaderboard"), !board.rows.isEmpty
    else { return nil }
    return try? ReportSubject(board[0, "experiment"] ?? "", in: context)
  }
}

extension Snapshots.Moment {
  /// Where the checkpoint lies of the shown experiment's run that was tested on a clip; nil where none was.
  ///
  /// - Throws: `ModelError` where it is gone.
  func checkpoint(testedOn clip: Int64) throws -> String? {
    let run = try subject?.runs.first {
      try context.manifest.probabilities(of: clip, runs: [$0]) != nil
    }
    guard let run, let path = try context.checkpoint(ofRun: run) else { return nil }
    guard access(path, R_OK) == 0 else { throw ModelError.missing(run: run, path: path) }
    return path
  }
}

/// A few pages that took long to make, as long as what they were made of is the same.
final class Kept<Value: Sendable>: Sendable {
  private let values = Mutex<[(key: String, value: Value)]>([])
  private let most: Int

  init(atMost most: Int) { self.most = most }

  func value(_ key: String, _ make: () throws -> Value) rethrows -> Value {
    if let known = values.withLock({ $0.first { $0.key == key }?.value }) { return known }
    let value = try make()
    values.withLock { values in
      values.removeAll { $0.key == key }
      values.append((key, value))
      if values.count > most { values.removeFirst() }
    }
    return value
  }
}
