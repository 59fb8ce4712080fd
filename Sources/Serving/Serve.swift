import Dispatch
import Glibc
import Pipeline
import Synchronization

/// Serves pages until the process is asked to end, and says where they are.
///
/// - Throws: `ServingError`, a sentence.
package func serve(_ site: Site, at host: String, port: Int, _ reporter: Reporter) throws {
  let loopback = ["127.0.0.1", "::1", "localhost"]
  let isOpen = !loopback.contains(host)
  var names = Set(loopback)
  if isOpen {
    names.insert(host.lowercased())
    var name = [CChar](repeating: 0, count: 256)
    if gethostname(&name, name.count - 1) == 0 {
      names.insert(
        String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
          .lowercased())
    }
  }
  let gate = Gate(token: isOpen ? Gate.newToken() : nil, names: names)
  let server = PageServer(site: site, gate: gate, host: host, port: port)
  let failure = Failure()
  let ended = DispatchSemaphore(value: 0)
  Task.detached {
    do {
      try await server.run { port in
        let name = host.contains(":") ? "[\(host)]" : host
        let address = "http://\(name):\(port)/" + (gate.token.map { "?token=\($0)" } ?? "")
        reporter.result("soundmark serve: \(address) (Ctrl-C ends it)")
        var object = JSONObject()
        object.set("event", "serving")
        object.set("address", address)
        reporter.result(object)
      }
    } catch {
      if !Interruption.isRequested { failure.reason.withLock { $0 = "\(error)" } }
    }
    ended.signal()
  }
  ended.wait()
  if let reason = failure.reason.withLock({ $0 }) {
    throw ServingError.cannotListen(host: host, port: port, reason: reason)
  }
}

/// Why serving ended by itself.
private final class Failure: Sendable {
  let reason = Mutex<String?>(nil)
}

package enum ServingError: Error, CustomStringConvertible {
  case cannotListen(host: String, port: Int, reason: String)

  package var description: String {
    switch self {
    case .cannotListen(let host, let port, let reason):
      """
      Could not serve on \(host), port \(port): \(reason); another program may have the port: choose one \
      with --port, or 0 for any that is free.
      """
    }
  }
}
