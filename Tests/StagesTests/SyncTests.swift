import GRDB
import Glibc
import TestSupport
import Testing

@Suite struct SyncTests {
  /// The disk is not waited for before the system has had its time, and only once after it.
  @Test func theDiskIsReachedOnceAndLater() throws {
    let data = try SmallDataSet(clips: 4, folds: 2)
    data.overrides = ["training.epochs=1"]
    let disk = FailingDisk(failingAt: 0, with: EIO)
    try data.runAll(files: disk)
    try data.runAll(files: disk)
    #expect(disk.syncs == 0)
    try DatabaseQueue(path: data.manifest).write {
      try $0.execute(sql: "UPDATE stage_run SET started = started - 3600")
    }
    try data.runAll(files: disk)
    #expect(disk.syncs == 1)
    try data.runAll(files: disk)
    #expect(disk.syncs == 1)
  }
}
