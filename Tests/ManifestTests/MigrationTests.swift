import Digests
import Foundation
import GRDB
import Manifest
import TestSupport
import Testing

@Suite struct MigrationTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/manifest.sqlite"
  }

  /// A new migration gets its line; the line of one that has landed is never edited.
  @Test func migrationsThatHaveLandedAreFrozen() {
    let digests = Migration.all.map { "\($0.name) \(Digest(of: $0.sql).hex.prefix(8))" }
    #expect(
      digests == [
        "1 tables ff273c0e",
        "1 views e3b0c442",
        "2 index of predictions 50f84a6e",
        "2 leaks by index e3b0c442",
        "3 views apart 17ed78ec",
        "4 conditions d40eb9a9",
        "5 clips of files 5ab5aa98",
        "6 notes and decoders 99f5c33f",
        "7 packs d11e6c17",
        "8 validation 07036da1",
        "9 weights of runs ad205aeb",
        "10 intervals 73e4dcce",
        "11 leaky splits ade2a04c",
        "12 licences 31fdf55f",
        "13 figures by salience fdabdc19",
        "14 perturbations 77d39f3e",
        "15 explanations c37018ab",
        "16 corrections 0715e039",
        "17 reviews cb4f6244",
        "18 near-duplicates 25ecbf9c",
        "19 machines of runs f26aafc8",
      ])
  }

  @Test(arguments: ReleasedManifest.all)
  func everyViewOfAReleasedManifestSaysWhatItSaid(released: ReleasedManifest) throws {
    try released.write(to: path)
    _ = try ManifestDatabase(path: path, version: "2")
    for before in try released.views() {
      let now = try ManifestReader(path).answer(of: before.view, columns: before.columns)
      #expect(now == before)
    }
    #expect(try viewColumns(in: path) == publishedViews)
    #expect(try ManifestReader(path).query("PRAGMA foreign_key_check").isEmpty)
    #expect(try ManifestReader(path).query("SELECT version FROM written_by") == ["2"])
  }

  /// Nothing is in a manifest that was upgraded that is not in a new one, nor the other way round.
  @Test(arguments: ReleasedManifest.all)
  func anUpgradedManifestHasTheTablesOfANewOne(released: ReleasedManifest) throws {
    func schema(_ path: String) throws -> [String] {
      _ = try ManifestDatabase(path: path, version: "2")
      return try ManifestReader(path).query(
        "SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
    }
    try released.write(to: path)
    #expect(try schema(path) == schema("\(folder.path)/new.sqlite"))
  }

  @Test(arguments: ReleasedManifest.all)
  func aReleasedManifestIsLookedAtWithoutATrace(released: ReleasedManifest) throws {
    try released.write(to: path)
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let run = try ManifestDatabase.lastFinishedRun(
      in: path, version: "2", under: Digest(of: ""))
    #expect(run?.network == "cnn4")
    #expect(run?.checkpoint != nil)
    let copy = try ManifestDatabase(inMemoryCopyOf: path, version: "2")
    #expect(try copy.configurations().count == 3)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func viewsAreMadeAgainWhereTheyDiffer() throws {
    _ = try ManifestDatabase(path: path, version: "1")
    // As a program of another day would have left it, with a view of a person's beside it.
    try execute(
      """
      DROP VIEW runs; CREATE VIEW runs AS SELECT 1 AS run;
      CREATE VIEW gone AS SELECT * FROM removed;
      CREATE VIEW mine AS SELECT clip FROM clips;
      UPDATE views_made SET digest = x'00', names = names || ' gone';
      """, in: path)
    _ = try ManifestDatabase(path: path, version: "1")
    let views = try ManifestReader(path).query("SELECT name FROM sqlite_master WHERE type = 'view'")
    #expect(views.contains("mine") && !views.contains("gone"))
    try execute("DROP VIEW mine", in: path)
    #expect(try viewColumns(in: path) == publishedViews)
  }

  @Test func viewsThatAreCurrentAreLeftAlone() throws {
    _ = try ManifestDatabase(path: path, version: "1")
    try execute("DROP VIEW runs; CREATE VIEW runs AS SELECT 1 AS run", in: path)
    _ = try ManifestDatabase(path: path, version: "1")
    #expect(try ManifestReader(path).query("SELECT * FROM runs") == ["1"])
  }

  @Test func anErrorOfTheDatabaseNamesItsStatementWithoutItsArguments() throws {
    let manifest = try ManifestDatabase(path: path, version: "1")
    try execute("DROP TABLE dataset", in: path)
    #expect {
      try manifest.dataSet(identity: "/home/eve/secret", name: "test")
    } throws: { error in
      let text = "\(error)"
      return text.contains("no such table: dataset")
        && text.contains("SELECT id FROM dataset WHERE")
        && !text.contains("secret") && !text.contains("\n")
    }
  }

  /// A column that a migration adds must not shift what a statement inserts.
  @Test func everyInsertNamesItsColumns() throws {
    let sources = packageRoot.appendingPathComponent("Sources/Manifest")
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)!
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for insert in text.matches(of: /INSERT (OR \w+ )?INTO \w+\s*(.)/) {
        #expect(insert.output.2 == "(", "\(file.lastPathComponent): \(insert.output.0)")
      }
    }
  }
}
