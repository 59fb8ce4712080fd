import Foundation
import Testing

/// Files of the package that are made from code, and held to it.
enum PackageFiles {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Expects a committed file to have this content, or writes it when asked to.
  static func expect(
    _ path: String, is content: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = root.appending(path: path)
    if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil {
      try Data(content.utf8).write(to: url)
    }
    let committed = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    let difference = zip(
      committed.split(separator: "\n", omittingEmptySubsequences: false),
      content.split(separator: "\n", omittingEmptySubsequences: false)
    ).first { $0 != $1 }
    #expect(
      committed == content,
      """
      \(path) is not what the code gives\(difference.map { ": '\($0)', now '\($1)'" } ?? ""). \
      If the change is meant: UPDATE_SNAPSHOTS=1 swift test --filter ConfigurationTests
      """, sourceLocation: sourceLocation)
  }
}
