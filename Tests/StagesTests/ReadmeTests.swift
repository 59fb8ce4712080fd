import Foundation
import TestSupport
import Testing

/// What the README shows, people try first.
@Suite struct ReadmeTests {
  static let readme =
    (try? String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "README.md"), encoding: .utf8)) ?? ""

  static let queries = readme.components(separatedBy: "```sql\n").dropFirst().map {
    $0.components(separatedBy: "```")[0]
  }

  @Test func thereAreFiveQueriesWorthAsking() {
    #expect(Self.queries.count == 5)
  }

  @Test func everyQueryIsAnswered() throws {
    let data = try SmallDataSet()
    try data.runAll()
    for query in Self.queries { _ = try data.query(query) }
    #expect(try data.query("SELECT count(*) FROM leaderboard") == ["3"])
  }
}
