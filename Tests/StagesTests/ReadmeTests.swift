import Foundation
import TestSupport
import Testing

/// What README and docs/database.md show, people try first.
@Suite struct ReadmeTests {
  static let queries = ["README.md", "docs/database.md"].flatMap { name in
    let text =
      (try? String(contentsOf: packageRoot.appending(path: name), encoding: .utf8)) ?? ""
    return text.components(separatedBy: "```sql\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }

  @Test func thereAreQueriesWorthAsking() {
    #expect(Self.queries.count == 6)
  }

  @Test func everyQueryIsAnswered() throws {
    let data = try SmallDataSet()
    try data.runAll()
    for query in Self.queries { _ = try data.query(query) }
    #expect(try data.query("SELECT count(*) FROM leaderboard") == ["3"])
  }
}
