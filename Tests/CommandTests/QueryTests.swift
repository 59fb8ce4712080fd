import Foundation
import TestSupport
import Testing

/// `soundmark query`: answers, and nothing else.
@Suite struct QueryTests {
  private let data: SmallDataSet
  private let project: Project

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
    try #require(project.runAll(["ingest"]).status == 0)
  }

  private func query(_ arguments: [String]) throws -> Program.Ending {
    try Program("soundmark", ["query", "--config", project.configuration] + arguments).wait()
  }

  @Test func listsQuestionsAndViews() throws {
    let before = try Snapshot(data.folder)
    let said = try query([])
    #expect(said.status == 0, "\(said)")
    #expect(said.output.contains("\n  leaks "))
    #expect(said.output.contains("clip, path, fold, label, recording"))
    #expect(!said.output.contains("current_"))
    #expect(try Snapshot(data.folder) == before, "looking leaves no trace")
  }

  @Test func everyQuestionHasAnAnswer() throws {
    for question in ["best", "mistakes", "hardest", "confusions", "leaks", "faults", "sizes"] {
      let said = try query([question])
      #expect(said.status == 0, "\(question): \(said)")
    }
    #expect(try query(["leaderboard"]).status == 0, "a view is one too")
    #expect(try query(["nonsense"]).isOneSentence)
  }

  @Test func printsTablesCSVAndJSON() throws {
    let sql = """
      SELECT label, count(*) AS n, NULL AS no, 'a,"b' AS odd FROM clips GROUP BY label ORDER BY label
      """
    #expect(
      try query([sql]).output == """
        label     n  no  odd
        dog_bark  6      a,"b
        siren     6      a,"b

        """)
    #expect(
      try query(["--csv", sql]).output.split(whereSeparator: \.isNewline) == [
        "label,n,no,odd", #"dog_bark,6,,"a,""b""#, #"siren,6,,"a,""b""#,
      ])
    #expect(
      try query(["--json", sql]).output.split(separator: "\n")[0]
        == #"{"label":"dog_bark","n":6,"no":null,"odd":"a,\"b"}"#)
  }

  @Test(arguments: [
    "DELETE FROM clip", "DROP VIEW clips", "CREATE TABLE t (a)", "INSERT INTO clip DEFAULT VALUES",
    "WITH x AS (SELECT 1) DELETE FROM clip", "PRAGMA user_version = 3",
    "PRAGMA journal_mode = DELETE", "PRAGMA query_only = 0", "ATTACH 'x.db' AS x",
    "VACUUM INTO 'x.db'", "VACUUM", "BEGIN IMMEDIATE", "SELECT 1; DELETE FROM clip",
    "SELECT writefile('x.db', 'x')", "SELECT load_extension('x')",
    "CREATE TEMP TABLE t AS SELECT 1", "REINDEX", "", ";", "nonsense of SQL",
    "SELECT nothing FROM clips", "SELECT zeroblob(1000000000)",
  ])
  func changesNothingWhateverTheStatementSays(_ sql: String) throws {
    let before = try Snapshot(data.folder)
    let said = try query([sql])
    #expect(said.status != 0 && said.isOneSentence, "\(sql): \(said)")
    #expect(said.output == "")
    #expect(try Snapshot(data.folder) == before)
    #expect(!FileManager.default.fileExists(atPath: "x.db"))
  }

  @Test func isNeverEndless() throws {
    let endless = "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT "
    let cut = try query(["--rows", "3", endless + "n FROM t"])
    #expect(cut.status == 0 && cut.output == "n\n1\n2\n3\n", "\(cut)")
    #expect(cut.errors.contains("first 3 rows"))
    let slow = try query(["--seconds", "0.3", endless + "count(*) FROM t"])
    #expect(slow.status == 1 && slow.isOneSentence, "\(slow)")
  }

  @Test func aManifestThatIsNotThereIsSaid() throws {
    let folder = try TemporaryFolder()
    let configuration = try folder.write("{}", to: "pipeline.json")
    let said = try Program(
      "soundmark", ["query", "--config", configuration, "SELECT * FROM clips"]
    ).wait()
    #expect(said.status == 1 && said.isOneSentence, "\(said)")
    #expect(try Program("soundmark", ["query", "--config", configuration]).wait().status == 0)
  }
}
