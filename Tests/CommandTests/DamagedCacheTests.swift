import Foundation
import TestSupport
import Testing

/// An object that is deleted, cut short or altered is noticed, and made again by the next run.
@Suite struct DamagedCacheTests {
  enum Damage: String, CaseIterable {
    case deleted, cutShort, altered

    func apply(to path: String) throws {
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      try FileManager.default.removeItem(atPath: path)
      switch self {
      case .deleted: return
      case .cutShort: bytes.removeLast(bytes.count / 3)
      case .altered: bytes[bytes.count / 2] ^= 1
      }
      try bytes.write(to: URL(fileURLWithPath: path))
    }
  }

  @Test(arguments: ["wav", "npy", "png", "safetensors"], Damage.allCases)
  func isNoticedAndRepaired(ending: String, damage: Damage) throws {
    let project = Project(try SmallDataSet())
    try #require(project.runAll().status == 0)
    let expected = try project.results()
    let before = try Objects(project.cache)
    for path in before.paths.filter({ $0.hasSuffix(ending) }).prefix(3) {
      try damage.apply(to: path)
    }
    if damage == .altered {
      let verdict = try project.verify()
      #expect(verdict.status == 1)
      #expect(verdict.output.contains("damaged: "), "\(verdict)")
    }
    let rerun = try project.runAll()
    #expect(rerun.status == 0, "\(rerun)")
    let verdict = try project.verify()
    #expect(verdict.status == 0, "\(verdict)")
    #expect(try Objects(project.cache) == before, "every object is there, with the bytes it had")
    #expect(try project.results() == expected)
  }

  @Test func aCacheThatIsGoneIsMadeAgain() throws {
    let project = Project(try SmallDataSet())
    try #require(project.runAll().status == 0)
    let (expected, before) = (try project.results(), try Objects(project.cache))
    try FileManager.default.removeItem(atPath: project.cache)
    let rerun = try project.runAll()
    #expect(rerun.status == 0, "\(rerun)")
    #expect(try project.verify().status == 0)
    #expect(try Objects(project.cache) == before)
    #expect(try project.results() == expected)
  }

  /// Whoever runs one stage only hears which one to run first.
  @Test(arguments: [("wav", "render"), ("npy", "train"), ("safetensors", "evaluate")])
  func aLaterStageSaysWhatToRun(ending: String, stage: String) throws {
    let project = Project(try SmallDataSet())
    try #require(project.runAll().status == 0)
    let expected = try project.results()
    for path in try Objects(project.cache).paths where path.hasSuffix(ending) {
      try Damage.deleted.apply(to: path)
    }
    let ended = try project.run(stage, ["--force"])
    #expect(ended.signal == nil)
    #expect(ended.errors.contains("run"), "\(ended)")
    #expect(try project.runAll().status == 0)
    #expect(try project.verify().status == 0)
    #expect(try project.results() == expected)
  }
}
