import Foundation

/// A Python with the libraries that people use in our place, named by the environment; nil: none is.
package enum PeerPython {
  package static let path = ProcessInfo.processInfo.environment["PEER_PYTHON"]

  /// Runs a script to its end.
  /// - Returns: All that it said, and whether it ended well.
  package static func run(_ script: String, _ arguments: [String]) throws -> (
    isWell: Bool, said: String
  ) {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: path ?? "python3")
    process.arguments = [script] + arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus == 0, said)
  }
}
