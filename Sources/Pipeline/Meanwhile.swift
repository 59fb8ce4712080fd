import Glibc

/// What a thread of its own finds; it ends before its owner does.
package final class Meanwhile<Value: Sendable>: Sendable {
  private let place = Place()
  private let thread: WorkerThread

  /// - Parameter goOn: What the thread does after that, which nobody waits for.
  package init(
    _ find: @escaping @Sendable () -> Value, then goOn: @escaping @Sendable () -> Void = {}
  ) {
    let place = place
    thread = WorkerThread {
      place.put(find())
      goOn()
    }
  }

  deinit { thread.join() }

  /// Waits until it is found.
  package var value: Value { place.value }

  // Sendable because the value is written before the semaphore is raised, and read after.
  private final class Place: @unchecked Sendable {
    private let isFound = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private var found: Value?

    init() { sem_init(isFound, 0, 0) }

    deinit {
      sem_destroy(isFound)
      isFound.deallocate()
    }

    func put(_ value: Value) {
      found = value
      sem_post(isFound)
    }

    var value: Value {
      while sem_wait(isFound) != 0 && errno == EINTR {}
      // For whoever asks again.
      sem_post(isFound)
      return found!
    }
  }
}

/// A thread that runs one closure.
struct WorkerThread: Sendable {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private let thread: pthread_t

  init(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let body = Unmanaged.passRetained(Body(run))
    let status = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, body.toOpaque())
    precondition(status == 0, "the system gives no further thread")
    self.thread = thread
  }

  func join() {
    pthread_join(thread, nil)
  }
}
