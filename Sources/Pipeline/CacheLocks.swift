import Cache
import Digests
import Glibc

/// Who is at work in a cache, and whose it is.
package struct CacheLocks {
  private let store: ObjectStore
  private var root: String { store.root }

  package init(store: ObjectStore) {
    self.store = store
  }

  /// Held by every stage while it runs, and against all of them by `collect`.
  package func shareCache() throws -> FileLock? {
    try FileLock.waiting(for: "\(root)/lock", .shared) { Interruption.isRequested }
  }

  /// Nil while a stage runs.
  package func takeCache() throws -> FileLock? {
    try FileLock("\(root)/lock", .exclusive)
  }

  /// Lets one process a stage (or a shard of it) work on a manifest; a second one waits and then finds
  /// everything done. Nil when the wait was interrupted.
  package func takeStage(
    _ stage: String, _ shard: Shard?, manifest: String, _ reporter: Reporter
  ) throws -> FileLock? {
    let share = shard.map { "-\($0.index)-of-\($0.count)" } ?? ""
    return try take(
      "\(Digest(of: manifest.absolutePath).hex.prefix(16))-\(stage)\(share)", reporter
    ) {
      "Another soundmark \(stage) is at work on \(manifest): waiting for it to end."
    }
  }

  /// Lets one process train a run.
  package func takeRun(_ key: Digest, _ reporter: Reporter) throws -> FileLock? {
    try take("run-\(key.hex.prefix(16))", reporter) {
      "Another process is training this run: waiting for it to end."
    }
  }

  private func take(_ name: String, _ reporter: Reporter, notice: () -> String) throws -> FileLock?
  {
    let folder = "\(root)/locks"
    try store.files.createDirectory(folder)
    let path = "\(folder)/\(name)"
    if let lock = try FileLock(path, .exclusive) { return lock }
    reporter.note(notice())
    return try FileLock.waiting(for: path, .exclusive) { Interruption.isRequested }
  }

  /// Notes that a manifest uses this cache; `collect` reads all of them.
  package func register(manifest: String) throws {
    let path = manifest.absolutePath
    let entry = "\(root)/manifests/\(Digest(of: path).hex.prefix(32))"
    guard try store.files.size(of: entry) != path.utf8.count else { return }
    try store.replace(entry, with: Array(path.utf8).span.bytes)
  }

  /// The manifests that use this cache, by absolute path.
  package func manifests() throws -> [String] {
    try store.files.list("\(root)/manifests").map {
      String(decoding: try store.files.read("\(root)/manifests/\($0)"), as: UTF8.self)
    }
  }

  package func isSame(_ path: String, _ other: String) -> Bool {
    path.absolutePath == other.absolutePath
  }
}
