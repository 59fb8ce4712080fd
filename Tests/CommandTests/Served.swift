import Foundation
import Glibc

/// `soundmark serve` of a project, on a port of the loopback.
final class Served {
  let program: Program
  let port: Int
  var address: String { "http://127.0.0.1:\(port)" }

  init(_ project: Project, _ arguments: [String] = []) throws {
    program = try project.start("serve", ["--port", "0"] + arguments)
    for _ in 0..<400 {
      if let match = program.output.firstMatch(of: /http:\/\/[^:]+:(\d+)\//),
        let port = Int(match.1)
      {
        self.port = port
        return
      }
      guard program.isRunning else { break }
      usleep(50_000)
    }
    throw ServedError(description: "soundmark serve did not begin: \(program.output)")
  }

  /// What comes back for bytes that are sent, until the connection ends.
  func answer(_ text: String) throws -> Answered {
    let line = try Line(port)
    line.send(text)
    return Answered(line.rest())
  }

  func get(_ path: String, _ headers: [String] = []) throws -> Answered {
    try answer(request("GET", path, headers))
  }

  func post(_ path: String, _ form: String, origin: String? = nil) throws -> Answered {
    let headers = [
      "Origin: \(origin ?? address)", "Content-Length: \(form.utf8.count)",
      "Content-Type: application/x-www-form-urlencoded",
    ]
    return try answer(request("POST", path, headers) + form)
  }

  func request(_ method: String, _ path: String, _ headers: [String] = []) -> String {
    let own = headers.contains { $0.hasPrefix("Host:") } ? [] : ["Host: 127.0.0.1:\(port)"]
    return (["\(method) \(path) HTTP/1.1"] + own + headers + ["Connection: close", "", ""])
      .joined(separator: "\r\n")
  }

  /// A connection.
  final class Line: Sendable {
    let descriptor: Int32

    init(_ port: Int) throws {
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var place = sockaddr_in()
      place.sin_family = sa_family_t(AF_INET)
      place.sin_port = UInt16(port).bigEndian
      place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      let status = withUnsafePointer(to: &place) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      guard status == 0 else { throw ServedError(description: "no connection: \(errno)") }
      var patience = timeval(tv_sec: 40, tv_usec: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Whether all was taken.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }

    func rest() -> [UInt8] {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
        bytes += buffer[..<count]
      }
      return bytes
    }
  }
}

struct Answered: CustomStringConvertible {
  let head: String
  let body: [UInt8]

  init(_ bytes: [UInt8]) {
    let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))
    head = String(decoding: bytes[..<(end?.lowerBound ?? bytes.count)], as: UTF8.self)
    body = end.map { Array(bytes[$0.upperBound...]) } ?? []
  }

  var status: Int { head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 }
  var text: String { String(decoding: body, as: UTF8.self) }
  var description: String { "\(head)\n\(text.prefix(500))" }

  func header(_ name: String) -> String? {
    head.split(separator: "\r\n").dropFirst().first {
      $0.lowercased().hasPrefix("\(name.lowercased()): ")
    }.map { String($0.dropFirst(name.count + 2)) }
  }
}

struct ServedError: Error, CustomStringConvertible { let description: String }
