import Foundation
import Glibc

/// A program run to its end.
enum Command {
  struct Outcome {
    let seconds: Double
    /// Of all processors, in the program and in the kernel for it.
    let processorSeconds: Double
    /// The peak of its resident memory; what this process had when it started the other counts, too.
    let peakMebibytes: Double
    let output: String
  }

  /// - Throws: ``BenchmarkError`` with the end of its standard error, where it fails.
  static func run(_ program: String, _ arguments: [String]) throws -> Outcome {
    let (output, errors) = (try ScratchFile(), try ScratchFile())
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.path, O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.path, O_WRONLY, 0)
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let clock = ContinuousClock()
    let begin = clock.now
    var process = pid_t()
    guard posix_spawnp(&process, program, &actions, nil, &words, environ) == 0 else {
      throw BenchmarkError("there is no program \(program)")
    }
    var (status, usage) = (Int32(0), rusage())
    while wait4(process, &status, 0, &usage) < 0 && errno == EINTR {}
    let seconds = (clock.now - begin) / .seconds(1)
    guard status == 0 else {
      throw BenchmarkError(
        "\(program) \(arguments.joined(separator: " ")) ended with "
          + (status & 0x7f == 0 ? "status \(status >> 8)" : "signal \(status & 0x7f)")
          + ": \(errors.text.split(separator: "\n").last ?? "it said nothing")")
    }
    return Outcome(
      seconds: seconds, processorSeconds: usage.ru_utime.seconds + usage.ru_stime.seconds,
      peakMebibytes: Double(usage.ru_maxrss) / 1024, output: output.text)
  }

  /// What this program says, as JSON, when it is run as a process of its own.
  static func runThis<Report: Decodable>(_ arguments: [String]) throws -> Report {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    return try JSONDecoder().decode(
      Report.self, from: Data(try run(program, arguments).output.utf8))
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}

/// Where a program's words go, for a pipe that nobody reads fills up.
private final class ScratchFile {
  private let url: URL
  var path: String { url.path }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data().write(to: url)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  var text: String { (try? String(contentsOf: url, encoding: .utf8)) ?? "" }
}
