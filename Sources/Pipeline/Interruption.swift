import Glibc
import Synchronization

/// SIGINT and SIGTERM: a stage finishes its batch and ends; a second signal ends it at once.
package enum Interruption {
  private static let signal = Atomic<Int32>(0)

  /// Starts to listen. Call once, from the main thread, before workers start.
  package static func listen() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { Interruption.signal.store($0, ordering: .relaxed) }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    // A reader that goes away (`| head`) is seen as a failed write.
    Glibc.signal(SIGPIPE, SIG_IGN)
    // As is a limit to the size of files (`ulimit -f`).
    Glibc.signal(SIGXFSZ, SIG_IGN)
  }

  package static var isRequested: Bool { signal.load(ordering: .relaxed) != 0 }

  /// 130 after SIGINT, 143 after SIGTERM; nil if none came.
  package static var exitStatus: Int32? {
    let number = signal.load(ordering: .relaxed)
    return number == 0 ? nil : 128 + number
  }
}
