import Digests
import GRDB

/// A line of the log of work.
public struct StageRunSummary: Sendable {
  public var ran: Int
  public var hit: Int
  public var failed: Int

  public init(ran: Int, hit: Int, failed: Int) {
    self.ran = ran
    self.hit = hit
    self.failed = failed
  }
}

/// An artefact whose bytes may not have reached the disk before the machine went down.
public struct UnsyncedArtefact: Sendable {
  public var id: Int64
  /// Nil for one that this program does not know.
  public var kind: ArtefactKind?
  public var object: Digest
}

extension ManifestDatabase {
  /// Opens a line in the log of work.
  ///
  /// - Parameter boot: The kernel's name for this boot: what a run made that did not
  ///   reach the disk for certain is checked when the machine has been started anew since.
  public func beginStageRun(
    _ stage: String, configuration: Int64, version: String, boot: String, at now: Double
  ) throws(ManifestError) -> Int64 {
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO stage_run (stage, configuration, version, boot, started) VALUES (?, ?, ?, ?, ?)
          """, arguments: [stage, configuration, version, boot, now])
      return db.lastInsertedRowID
    }
  }

  /// Closes the line; what the run made, if anything, may still be on its way to the disk.
  public func endStageRun(
    _ run: Int64, _ summary: StageRunSummary, seconds: Double
  ) throws(ManifestError) {
    try write { db in
      try db.execute(
        sql: """
          UPDATE stage_run SET seconds = ?1, ran = ?2, hit = ?3, failed = ?4, synced = ?2 = 0
          WHERE id = ?5
          """, arguments: [seconds, summary.ran, summary.hit, summary.failed, run])
    }
  }

  /// The runs of this boot that ended before `time` and may not have reached the disk.
  public func stageRunsToSync(
    boot: String, endedBefore time: Double
  ) throws(ManifestError) -> [Int64] {
    try read { db in
      try Int64.fetchAll(
        db,
        sql: "SELECT id FROM stage_run WHERE synced = 0 AND boot = ? AND started + seconds < ?",
        arguments: [boot, time])
    }
  }

  /// Notes that all that these runs made has reached the disk.
  public func markSynced(_ runs: [Int64]) throws(ManifestError) {
    try write { db in
      for run in runs {
        try db.execute(sql: "UPDATE stage_run SET synced = 1 WHERE id = ?", arguments: [run])
      }
    }
  }

  /// The artefacts of runs that never reached the disk for certain and were followed by a reboot.
  public func unsyncedArtefacts(boot: String) throws(ManifestError) -> [UnsyncedArtefact] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT artefact.id, artefact.kind, artefact.object FROM stage_run
          JOIN artefact ON artefact.stage_run = stage_run.id
          WHERE stage_run.synced = 0 AND stage_run.boot <> ?
          """, arguments: [boot]
      ).map { UnsyncedArtefact(id: $0[0], kind: ArtefactKind(rawValue: $0[1]), object: $0[2]) }
    }
  }

  /// Removes the artefacts that turned out damaged and takes the rest of earlier boots as whole.
  public func resolveUnsynced(removing damaged: [Int64], boot: String) throws(ManifestError) {
    try write { db in
      for id in damaged {
        try db.execute(sql: "DELETE FROM artefact WHERE id = ?", arguments: [id])
      }
      try db.execute(
        sql: "UPDATE stage_run SET synced = 1 WHERE synced = 0 AND boot <> ?", arguments: [boot])
    }
  }
}
