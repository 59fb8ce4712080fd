import Glibc
import Synchronization

/// A thread that does one job after another until its owner lets it go.
package final class WorkerThread: Sendable {
  private let jobs = Jobs()
  private let thread: pthread_t

  package init() {
    var thread = pthread_t()
    let jobs = Unmanaged.passRetained(jobs)
    let status = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<Jobs>.fromOpaque(context!).takeRetainedValue().work()
        return nil
      }, jobs.toOpaque())
    precondition(status == 0, "the operating system gave no thread: \(status)")
    self.thread = thread
  }

  deinit {
    jobs.append(nil)
    // The last reference may have been its own job's.
    if pthread_equal(thread, pthread_self()) != 0 {
      pthread_detach(thread)
    } else {
      pthread_join(thread, nil)
    }
  }

  /// Queues a job and goes on.
  package func start(_ job: @escaping @Sendable () -> Void) {
    jobs.append(job)
  }

  /// Waits until all jobs so far are done.
  package func wait() {
    let done = Semaphore()
    jobs.append({}, done)
    done.wait()
  }

  /// Does `body` on this thread and waits for its result.
  package func run<Result>(_ body: () throws -> Result) throws -> Result {
    if pthread_equal(thread, pthread_self()) != 0 { return try body() }
    return try withoutActuallyEscaping(body) { body in
      // The caller touches neither before the job has signalled its end.
      nonisolated(unsafe) let body = body
      nonisolated(unsafe) var result: Swift.Result<Result, Error>?
      let done = Semaphore()
      jobs.append({ result = Swift.Result { try body() } }, done)
      done.wait()
      return try result!.get()
    }
  }
}

/// The queue between a worker and those who give it work.
private final class Jobs: Sendable {
  typealias Job = @Sendable () -> Void
  private let queue = Mutex<[(job: Job?, done: Semaphore?)]>([])
  private let waiting = Semaphore()

  /// Adds a job, with who is told when it is done and forgotten; nil ends the thread.
  func append(_ job: Job?, _ done: Semaphore? = nil) {
    queue.withLock { $0.append((job, done)) }
    waiting.signal()
  }

  func work() {
    while let done = next() { done?.signal() }
  }

  /// Does one job; nil when there will be none.
  private func next() -> Semaphore?? {
    waiting.wait()
    let (job, done) = queue.withLock { $0.removeFirst() }
    guard let job else { return nil }
    job()
    return .some(done)
  }
}
