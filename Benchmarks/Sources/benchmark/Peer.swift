import Foundation

/// The Python that the peers run in.
enum Peer {
  static let python = ProcessInfo.processInfo.environment["PEER_PYTHON"] ?? "python3"

  /// Whether these modules are installed; says so where they aren't.
  static func has(_ modules: String...) -> Bool {
    let script = """
      import importlib.util, sys
      sys.exit(any(importlib.util.find_spec(name) is None for name in sys.argv[1:]))
      """
    if (try? Command.run(python, ["-c", script] + modules)) != nil { return true }
    note(
      "no ratio: \(python) has not all of \(modules.joined(separator: ", ")); "
        + "set PEER_PYTHON to one with Benchmarks/peers/requirements.txt installed")
    return false
  }

  /// The last line that a script of `peers/` prints, which is JSON.
  static func run<Report: Decodable>(
    _ script: String, _ arguments: [String], as: Report.Type = Report.self
  ) throws -> Report {
    let output = try Command.run(
      python, ["-B", Place.peers.appending(path: script).path] + arguments
    ).output
    return try decode(Report.self, lastLineOf: output.split(separator: "\n"))
  }

  /// Does something while PyTorch trains `cnn4`, after its first steps.
  static func whileTraining<Outcome>(_ body: () throws -> Outcome) throws -> Outcome {
    let peer = Process()
    peer.executableURL = URL(filePath: "/usr/bin/env")
    peer.arguments =
      [python, "-B", Place.peers.appending(path: "train_peer.py").path]
      + ["--network", "cnn4", "--channels-last", "--benchmark-steps", "1000000"]
    peer.standardOutput = FileHandle.nullDevice
    try peer.run()
    defer {
      peer.terminate()
      peer.waitUntilExit()
    }
    Thread.sleep(forTimeInterval: 20)
    let outcome = try body()
    guard peer.isRunning else { throw BenchmarkError("the peer's training ended before ours") }
    return outcome
  }

  static func decode<Report: Decodable>(
    _: Report.Type, lastLineOf lines: [Substring]
  ) throws -> Report {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Report.self, from: Data((lines.last ?? "").utf8))
  }
}

/// A remark beside the table.
func note(_ text: String) {
  try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
}
