import ConeDNN
import Synchronization
import Threads

/// The threads that oneDNN and our own kernels share, and the one thread that leads them.
///
/// OpenMP keeps a pool of workers for each thread that calls it, so everything is called from one
/// long-lived thread.
package struct Team: Sendable {
  package let threads: Int
  private let leader: Leader

  private final class Leader: Sendable {
    let thread = WorkerThread()
    /// Of the team that it leads.
    let size = Mutex(0)
    static let ofAll = Leader()
  }

  /// - Parameter threads: at least 1.
  package init(threads: Int) {
    self.init(threads: threads, leader: .ofAll)
  }

  private init(threads: Int, leader: Leader) {
    precondition(threads > 0)
    self.threads = threads
    self.leader = leader
  }

  /// A thread that works alone, beside others.
  package static func alone() -> Team { Team(threads: 1, leader: Leader()) }

  /// Does `body` on the leading thread, with a team of this size, and waits for its result.
  package func lead<Result>(_ body: () throws -> Result) throws -> Result {
    try leader.thread.run {
      try leader.size.withLock { size in
        guard size != threads else { return }
        let came = Int(od_team_start(Int32(threads)))
        size = came
        guard came == threads else { throw EngineError.threads(wanted: threads, came: came) }
      }
      return try body()
    }
  }

  /// Lets the leading thread do `body`, which may lead, and goes on.
  package func start(_ body: @escaping @Sendable () -> Void) { leader.thread.start(body) }

  /// Waits for all that was started.
  package func wait() { leader.thread.wait() }

  /// Does `body` for 0 ..< `count`, each thread a run of neighbours; only while leading.
  package func forEach(_ count: Int, _ body: (Int) -> Void) {
    forEach(count) { index, _ in body(index) }
  }

  /// The same, with the thread's number.
  func forEach(_ count: Int, _ body: (_ index: Int, _ thread: Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      var share = Share(count: count, threads: threads, body: body)
      withUnsafeMutablePointer(to: &share) { share in
        od_team_run(Int32(threads), share) { context, thread in
          let share = context!.assumingMemoryBound(to: Share.self).pointee
          let first = share.count * Int(thread) / share.threads
          let end = share.count * (Int(thread) + 1) / share.threads
          for index in first..<end { share.body(index, Int(thread)) }
        }
      }
    }
  }

  /// Does `body` for ranges that make up 0 ..< `count`, one for each thread, or fewer where they would
  /// be shorter than `least`; only while leading.
  func forEach(_ count: Int, atLeast least: Int, _ body: (Range<Int>) -> Void) {
    let parts = min(threads, count / least)
    guard parts > 1 else { return body(0..<count) }
    forEach(parts) { part in body(count * part / parts..<count * (part + 1) / parts) }
  }

  private struct Share {
    let count: Int
    let threads: Int
    let body: (Int, Int) -> Void
  }
}
