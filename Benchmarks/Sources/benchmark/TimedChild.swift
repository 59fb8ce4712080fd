import Foundation
import Glibc

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
    let this = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    let output = try Command.run(this, [command, "\(times)", program] + arguments).output
    return try JSONDecoder().decode(Report.self, from: Data(output.utf8))
  }

  static func main(_ arguments: [String]) throws {
    guard arguments.count > 1, let times = Int(arguments[0]), times > 0 else {
      throw BenchmarkError("usage: benchmark timed TIMES PROGRAM [ARGUMENTS]")
    }
    let program = Array(arguments.dropFirst())
    var peak = 0
    let seconds = try (0..<times).map { _ in
      try ContinuousClock().measure { peak = max(peak, try kilobytes(of: program)) } / .seconds(1)
    }
    let report = Report(seconds: seconds, peakMebibytes: Double(peak) / 1024)
    print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
  }

  /// The peak memory of a run whose output nobody reads.
  private static func kilobytes(of program: [String]) throws -> Int {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var pointers = program.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    var process = pid_t()
    var status: Int32 = 0
    var usage = rusage()
    guard posix_spawn(&process, program[0], &actions, nil, pointers, environ) == 0,
      wait4(process, &status, 0, &usage) == process, status == 0
    else { throw BenchmarkError("\(program.joined(separator: " ")) failed: \(status)") }
    return usage.ru_maxrss
  }
}
