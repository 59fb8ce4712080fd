import TestSupport
import Testing

/// Several configurations on one manifest, and several manifests on one cache.
@Suite struct SharingTests {
  let data: SmallDataSet
  let first: Project
  let second: Project

  init() throws {
    data = try SmallDataSet()
    first = Project(data)
    var second = first
    second.flags = ["--set", "spectrogram.hopLength=64", "--set", "training.seed=2"]
    self.second = second
  }

  private func collect(_ project: Project, _ flags: [String] = []) throws {
    let ending = try Program(
      "soundmark",
      ["collect", "--delete", "--config", project.configuration] + project.flags + flags
    ).wait()
    #expect(ending.status == 0, "\(ending)")
  }

  private func itemsRun(_ project: Project) throws -> [String] {
    try project.query("SELECT sum(ran) FROM stage_run")
  }

  @Test func twoConfigurationsOfAManifestSeeTheirOwnResults() throws {
    #expect(try first.runAll().status == 0)
    let ofFirst = try first.results()
    #expect(try second.runAll().status == 0)
    let ofSecond = try second.results()
    #expect(ofFirst != ofSecond)
    let ran = try itemsRun(first)
    for _ in 0..<2 {
      #expect(try first.runAll().status == 0)
      #expect(try first.results() == ofFirst)
      try collect(first)
      #expect(try second.runAll().status == 0)
      #expect(try second.results() == ofSecond)
      try collect(second)
    }
    #expect(try first.verify().status == 0)
    #expect(try itemsRun(first) == ran, "nothing was made twice, and nothing was collected")
  }

  /// The same settings for both, so that they have their recipes in common.
  @Test func twoDataSetsOfAManifestSeeTheirOwnResults() throws {
    let others = try SmallDataSet(clips: 9)
    for index in 0..<9 {
      others.change(index) {
        $0.seed += 100
        $0.name = "other-\(index).wav"
      }
      try others.writeSound(others.rows[index])
    }
    try others.writeMetadata()
    others.waitForClock()
    #expect(try first.runAll().status == 0)
    let ofFirst = try first.results()
    let alone = Project(others)
    #expect(try alone.runAll().status == 0)
    var second = alone
    second.manifest = first.manifest
    second.flags = [
      "--set", "paths.manifest=\(first.manifest)", "--set", "paths.cache=\(first.cache)",
    ]
    #expect(try second.runAll().status == 0)
    #expect(try second.results() == alone.results())
    #expect(try first.runAll().status == 0)
    #expect(try first.results() == ofFirst)
  }

  @Test func twoManifestsOfACacheTakeNothingFromEachOther() throws {
    var other = second
    other.manifest = "\(data.folder)/other.sqlite"
    other.flags += ["--set", "paths.manifest=\(other.manifest)"]
    #expect(try first.runAll().status == 0)
    #expect(try other.runAll().status == 0)
    let ofFirst = try first.results()
    let ofOther = try other.results()
    #expect(ofFirst != ofOther)
    try collect(first)
    try collect(other, ["--forget", "1"])
    #expect(try first.verify().status == 0)
    #expect(try first.results() == ofFirst)
    #expect(try other.runAll().status == 0)
    #expect(try other.results() == ofOther)
    try collect(first, ["--forget", "1"])
    #expect(try other.verify().status == 0)
    #expect(try other.results() == ofOther)
    #expect(try first.runAll().status == 0)
    #expect(try first.results() == ofFirst)
  }
}
