import Foundation

/// A program run again and again from a small process: what the kernel counts as a program's peak
/// memory begins with that of the process that became it.
enum TimedChild {
  static let command = "timed"

  struct Report: Codable {
    /// From start to end, of each run.
    let seconds: [Double]
    /// Of the largest.
    let peakMebibytes: Double
  }

  static func run(times: Int, _ program: String, _ arguments: [String]) throws -> Report {
    try Command.runThis([command, "\(times)", program] + arguments)
  }

  static func main(_ arguments: [String]) throws {
    guard arguments.count > 1, let times = Int(arguments[0]), times > 0 else {
      throw BenchmarkError("usage: benchmark timed TIMES PROGRAM [ARGUMENTS]")
    }
    let outcomes = try (0..<times).map { _ in
      try Command.run(arguments[1], Array(arguments.dropFirst(2)))
    }
    let report = Report(
      seconds: outcomes.map(\.seconds), peakMebibytes: outcomes.map(\.peakMebibytes).max()!)
    print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
  }
}
