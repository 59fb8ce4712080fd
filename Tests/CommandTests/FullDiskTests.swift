import Foundation
import TestSupport
import Testing

/// Manifest and cache on a disk of 8 MiB that fills up, or that can only be read.
@Suite(.serialized) struct FullDiskTests {
  let data: SmallDataSet
  let expected: [String]

  init() throws {
    data = try SmallDataSet()
    let project = Project(data)
    try #require(project.runAll().status == 0)
    expected = try project.results()
  }

  private func disk() throws -> (Mount, Project)? {
    guard let mount = Mount(megabytes: 8, at: "\(data.folder)/disk") else {
      print("No tmpfs may be mounted here: the tests with a full or a read-only disk are skipped.")
      return nil
    }
    try data.writeConfiguration("disk.json", place: "disk")
    return (mount, Project(data, "disk.json", place: "disk"))
  }

  @Test(arguments: Project.stages) func afterRoomIsMadeTheStageGoesOn(stage: String) throws {
    guard let (mount, project) = try disk() else { return }
    let earlier = Array(Project.stages.prefix { $0 != stage })
    var failures = 0
    for kibibytes in [0, 16, 48, 128, 256] {
      try project.clear()
      if !earlier.isEmpty { try #require(project.runAll(earlier).status == 0) }
      mount.fill(leaving: kibibytes << 10)
      let ending = try project.run(stage)
      #expect(
        ending.status == 0 || ending.status == 1, "\(stage), \(kibibytes) KiB free: \(ending)")
      if ending.status == 1 {
        failures += 1
        let said = ending.errors.split(separator: "\n").last ?? ""
        #expect(
          said.hasPrefix("error: ") && said.hasSuffix(".") && said.contains("make room"),
          "\(kibibytes) KiB free: \(ending)")
      }
      mount.makeRoom()
      #expect(try project.verify().status == 0)
      let rerun = try project.runAll()
      #expect(rerun.status == 0, "\(kibibytes) KiB free: \(rerun)")
      #expect(try project.results() == expected, "\(kibibytes) KiB free")
    }
    #expect(failures > 0)
  }

  @Test func whatCanOnlyBeReadIsSaid() throws {
    guard let (mount, project) = try disk() else { return }
    try #require(project.runAll().status == 0)
    try #require(mount.makeReadOnly(true))
    for stage in Project.stages {
      let ending = try project.run(stage)
      #expect(ending.status == 1, "\(stage): \(ending)")
      #expect(ending.isOneSentence, "\(stage): \(ending)")
      let dry = try project.run(stage, ["--dry-run"])
      #expect(dry.status == 0 || dry.isOneSentence, "\(stage): \(dry)")
    }
    try #require(mount.makeReadOnly(false))
    #expect(try project.runAll().status == 0)
    #expect(try project.results() == expected)
  }

  /// As another's project is, where all is well; damage is told, and dropped where it can be.
  @Test func whatCanOnlyBeReadIsVerified() throws {
    guard let (mount, project) = try disk() else { return }
    try #require(project.runAll().status == 0)
    try #require(mount.makeReadOnly(true))
    let verdict = try project.verify()
    #expect(verdict.status == 0, "\(verdict)")
    #expect(verdict.output.contains(" 0 missing or damaged"), "\(verdict)")

    try #require(mount.makeReadOnly(false))
    let tensor = try #require(Objects(project.cache).paths.first { $0.hasSuffix(".npy") })
    try DamagedCacheTests.Damage.altered.apply(to: tensor)
    try #require(mount.makeReadOnly(true))
    let refusal = try project.verify()
    #expect(refusal.status == 1)
    #expect(
      refusal.output.contains("damaged: ") && refusal.output.contains(" 1 missing or damaged"))
    #expect(refusal.errors.hasPrefix("error: Could not write to the manifest"), "\(refusal)")

    try #require(mount.makeReadOnly(false))
    #expect(try project.verify().status == 1)
    #expect(!FileManager.default.fileExists(atPath: tensor))
    #expect(try project.runAll().status == 0)
    #expect(try project.verify().status == 0)
    #expect(try project.results() == expected)
  }
}
