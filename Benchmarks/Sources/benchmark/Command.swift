import Foundation

/// A program run to its end.
enum Command {
  struct Outcome {
    let seconds: Double
    let output: String
  }

  /// - Throws: ``BenchmarkError`` with the end of its standard error, where it fails.
  static func run(
    _ program: String, _ arguments: [String], folder: URL = Place.repository
  ) throws -> Outcome {
    let process = Process()
    let (output, errors) = (Pipe(), try ErrorFile())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = folder
    process.standardOutput = output
    process.standardError = errors.handle
    let clock = ContinuousClock()
    let begin = clock.now
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let seconds = (clock.now - begin) / .seconds(1)
    guard process.terminationStatus == 0 else {
      throw BenchmarkError(
        "\(program) \(arguments.joined(separator: " ")) ended with status "
          + "\(process.terminationStatus): \(errors.lastLine)")
    }
    return Outcome(seconds: seconds, output: text)
  }
}

/// Where a program's standard error goes, for a pipe that nobody reads fills up.
private final class ErrorFile {
  let handle: FileHandle
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data().write(to: url)
    handle = try FileHandle(forWritingTo: url)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  var lastLine: String {
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").last.map(String.init) ?? "it said nothing"
  }
}
