import DataStages
import Glibc
import Manifest
import Pipeline
import TestSupport
import Testing

/// UrbanSound8K itself has five recordings in two folds each.
@Suite struct LeakTests {
  static let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
  static let excerpt = "/\(tests)/DataSetsTests/Golden/UrbanSound8K-excerpt.csv"
  static let full = "/\(tests)/../../shared/data/UrbanSound8K-full.csv"

  static let known = [
    "106905": "1,8", "132016": "1,4", "176638": "1,4", "180937": "1,9", "77751": "2,7",
  ]

  @Test func ingestListsThem() throws {
    #expect(try leaks(of: Self.excerpt) == Self.known)
  }

  @Test(.enabled(if: access(full, R_OK) == 0, "needs ../shared/data/UrbanSound8K-full.csv"))
  func ingestListsThemInTheWholeDataSet() throws {
    #expect(try leaks(of: Self.full) == Self.known)
  }

  @Test func theSameContentInTwoFoldsIsALeak() throws {
    let data = try SmallDataSet()
    let first = data.rows[0]
    data.change(1) {
      $0.seed = first.seed
      $0.label = first.label
    }
    try data.writeSound(data.rows[1])
    _ = try data.run(IngestStage())
    let leaks = try ManifestDatabase(existing: data.manifest, version: "test").leaks()
    #expect(leaks.map(\.shared) == ["content"])
    #expect(leaks.map(\.folds) == ["1,2"])
  }

  private func leaks(of metadata: String) throws -> [String: String] {
    let data = try SmallDataSet()
    data.overrides = ["dataset.metadata=\(metadata)"]
    try data.files.write("", to: "audio/fold5/100032-3-0-0.wav")
    _ = try data.run(IngestStage())
    let leaks = try ManifestDatabase(existing: data.manifest, version: "test").leaks()
    return Dictionary(
      uniqueKeysWithValues: leaks.filter { $0.shared == "recording" }.map { ($0.value, $0.folds) })
  }
}
