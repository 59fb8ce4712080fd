import CLinux
import Glibc
import Threads

/// Workers that take items one by one, each with a scratch of its own, and one recorder that takes
/// their outcomes in batches. Nothing else is shared.
package struct WorkPool: Sendable {
  /// The number of workers.
  package var jobs: Int
  /// The recorder gets at most this many outcomes at a time.
  package var batch = 256
  private var stopsAtInterruption = true

  /// How many processors this process may use.
  package static var processors: Int {
    var set = cpu_set_t()
    guard sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else { return 1 }
    return withUnsafeBytes(of: &set) { $0.reduce(0) { $0 + $1.nonzeroBitCount } }
  }

  package init(jobs: Int) {
    self.jobs = max(1, jobs)
  }

  /// Works on all items, or on as many as are taken up before an interruption.
  ///
  /// `record` runs on the calling thread. When it throws, the workers stop and the error is thrown on.
  /// The order of outcomes is not that of the items.
  package func run<Item: Sendable, Scratch, Outcome: Sendable>(
    _ items: [Item], scratch: @escaping @Sendable () throws -> Scratch,
    work: @escaping @Sendable (Item, Scratch) throws -> Outcome,
    record: ([Outcome]) throws -> Void
  ) throws {
    try runGroups(
      items, upTo: 1, scratch: scratch, work: { [try work($0[$0.startIndex], $1)] }, record: record)
  }

  /// The same, but a worker takes up to `size` items at once; fewer towards the end, so that the
  /// workers end together. Items that it leaves out at an interruption have no outcome.
  package func runGroups<Item: Sendable, Scratch, Outcome: Sendable>(
    _ items: [Item], upTo size: Int, scratch: @escaping @Sendable () throws -> Scratch,
    work: @escaping @Sendable (ArraySlice<Item>, Scratch) throws -> [Outcome],
    record: ([Outcome]) throws -> Void
  ) throws {
    let exchange = Exchange<Outcome>(count: items.count, batch: batch, workers: jobs)
    let workers = (0..<min(jobs, items.count)).map { _ in
      let worker = WorkerThread()
      worker.start {
        do {
          let scratch = try scratch()
          while !(stopsAtInterruption && Interruption.isRequested),
            let group = exchange.takeItems(upTo: size)
          {
            exchange.put(try work(items[group], scratch))
          }
          exchange.workerEnded(nil)
        } catch {
          exchange.workerEnded(error)
        }
      }
      return worker
    }
    var running = workers.count
    var failure: (any Error)?
    while running > 0 {
      let (outcomes, ended, error) = exchange.takeOutcomes(atMost: batch)
      running -= ended
      failure = failure ?? error
      guard failure == nil, !outcomes.isEmpty else { continue }
      do {
        try record(outcomes)
      } catch {
        failure = error
        exchange.stop()
      }
    }
    for worker in workers { worker.wait() }
    if let failure { throw failure }
    while case let rest = exchange.takeOutcomes(atMost: batch, waiting: false).outcomes,
      !rest.isEmpty
    {
      try record(rest)
    }
  }
}

extension WorkPool {
  /// Looks at all items, an equal share a worker; the answers come in the items' order.
  ///
  /// - Parameter look: Gives an answer for each item of a share.
  package func map<Item: Sendable, Answer: Sendable>(
    _ items: [Item], _ look: @escaping @Sendable (ArraySlice<Item>) throws -> [Answer]
  ) throws -> [Answer] {
    let size = max(Self.smallestShare, (items.count + jobs - 1) / jobs)
    let shares = stride(from: 0, to: items.count, by: size).map {
      items[$0..<min($0 + size, items.count)]
    }
    var answers = shares.map { _ in [Answer]() }
    var pool = self
    // A plan is made of answers for all items.
    pool.stopsAtInterruption = false
    try pool.run(
      Array(shares.enumerated()), scratch: {},
      work: { share, _ in (place: share.offset, answers: try look(share.element)) },
      record: { for share in $0 { answers[share.place] = share.answers } })
    return answers.flatMap(\.self)
  }

  /// A thread costs as much as a look at some ten items.
  private static let smallestShare = 256
}

/// Where workers and the recorder meet.
// Sendable because every access to the state is between lock and unlock of `mutex`.
private final class Exchange<Outcome: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let count: Int
  private let batch: Int
  private let workers: Int
  private var next = 0
  private var outcomes: [Outcome] = []
  private var endedWorkers = 0
  private var failure: (any Error)?

  init(count: Int, batch: Int, workers: Int) {
    self.count = count
    self.batch = batch
    self.workers = workers
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// The next items' indices; nil when there are none. Waits while the recorder is behind.
  func takeItems(upTo size: Int) -> Range<Int>? {
    locked {
      while outcomes.count >= 4 * batch && next < count { pthread_cond_wait(changed, mutex) }
      guard next < count else { return nil }
      let first = next
      next += max(1, min(size, (count - first) / (2 * workers)))
      return first..<next
    }
  }

  /// How many outcomes the recorder is woken for: a batch, and fewer towards the end, so that little is
  /// left to record when the workers are done.
  private var wanted: Int { min(batch, max(64, count - next)) }

  func put(_ group: [Outcome]) {
    locked {
      outcomes += group
      if outcomes.count >= wanted { pthread_cond_broadcast(changed) }
    }
  }

  func workerEnded(_ error: (any Error)?) {
    locked {
      endedWorkers += 1
      if let error {
        failure = failure ?? error
        next = count
      }
      pthread_cond_broadcast(changed)
    }
  }

  /// Lets workers find no further item.
  func stop() {
    locked {
      next = count
      outcomes = []
      pthread_cond_broadcast(changed)
    }
  }

  /// Waits up to a quarter of a second for as many as are wanted or the end of a worker.
  func takeOutcomes(atMost limit: Int, waiting: Bool = true)
    -> (outcomes: [Outcome], endedWorkers: Int, failure: (any Error)?)
  {
    locked {
      if waiting {
        var deadline = timespec()
        clock_gettime(CLOCK_REALTIME, &deadline)
        deadline.tv_nsec += 250_000_000
        if deadline.tv_nsec >= 1_000_000_000 {
          deadline.tv_nsec -= 1_000_000_000
          deadline.tv_sec += 1
        }
        while outcomes.count < wanted && endedWorkers == 0
          && pthread_cond_timedwait(changed, mutex, &deadline) == 0
        {}
      }
      let taken = Array(outcomes.prefix(limit))
      outcomes.removeFirst(taken.count)
      let ended = endedWorkers
      endedWorkers = 0
      pthread_cond_broadcast(changed)
      return (taken, ended, failure)
    }
  }
}
