import DataSets
import Testing

struct LeakAuditTests {
  /// Recordings that UrbanSound8K itself has in two folds each.
  static let known = [
    "106905": [1, 8], "132016": [1, 4], "176638": [1, 4], "180937": [1, 9], "77751": [2, 7],
  ]

  @Test func findsTheLeaksOfUrbanSound8K() throws {
    let audit = try audit(TestFiles.golden + "/UrbanSound8K-excerpt.csv")
    #expect(audit.recordings.map(\.source) == Self.known.keys.sorted())
    for leak in audit.recordings { #expect(leak.folds == Self.known[leak.source]) }
  }

  @Test(.enabled(if: TestFiles.hasFullUrbanSound8K, "needs ../shared/data/UrbanSound8K-full.csv"))
  func findsTheLeaksOfAllOfUrbanSound8K() throws {
    let audit = try audit(TestFiles.fullUrbanSound8K)
    #expect(audit.recordings.map(\.source) == Self.known.keys.sorted())
    for leak in audit.recordings { #expect(leak.folds == Self.known[leak.source]) }
    #expect(audit.contents.isEmpty)
  }

  @Test func listsContentsOfSeveralFolds() {
    let audit = LeakAudit([
      .init(name: "a", fold: 2, recording: "1", content: "x"),
      .init(name: "b", fold: 2, recording: "1", content: "x"),
      .init(name: "c", fold: 3, recording: "2", content: "y"),
      .init(name: "d", fold: 1, recording: "3", content: "x"),
      .init(name: "e", fold: 4, recording: "4", content: nil),
      .init(name: "f", fold: 5, recording: "5", content: nil),
    ])
    #expect(audit.recordings.isEmpty)
    #expect(audit.contents.map(\.source) == ["x"])
    #expect(audit.contents.first?.folds == [1, 2])
    #expect(audit.contents.first?.clips == ["a", "b", "d"])
  }

  private func audit(_ metadata: String) throws -> LeakAudit {
    let listing = try DataSetReader.read(
      DataSetSettings(metadata: metadata, audio: "", name: "UrbanSound8K"))
    return LeakAudit(
      listing.clips.map { .init(name: $0.name, fold: $0.fold, recording: $0.recording) })
  }
}
