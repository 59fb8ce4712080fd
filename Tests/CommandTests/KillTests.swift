import Foundation
import TestSupport
import Testing

/// SIGKILL at random moments: what is there stays whole, and what is not is made by the next run.
///
/// `SOUNDMARK_KILLS=50` asks for as many kills, on 500 real clips where `../shared` is there.
@Suite(.serialized) struct KillTests {
  private static let asked = ProcessInfo.processInfo.environment["SOUNDMARK_KILLS"].flatMap(
    Int.init)
  private static let kills = asked ?? 10

  /// A data set and a way to make projects of it, each in a place of its own.
  private enum Sounds {
    case small(SmallDataSet)
    case real(TemporaryFolder)

    init() throws {
      self =
        asked != nil && hasShared
        ? .real(try TemporaryFolder()) : .small(try SmallDataSet(clips: 60))
    }

    func project(at place: String) throws -> Project {
      switch self {
      case .small(let data):
        try data.writeConfiguration("\(place).json", place: place)
        return Project(data, "\(place).json", place: place)
      case .real(let folder): return try realProject(at: place, in: folder)
      }
    }

    private func realProject(at place: String, in folder: TemporaryFolder) throws -> Project {
      let source = sharedFolder.appendingPathComponent("data/urbansound8k").path
      let lines = try String(contentsOfFile: "\(source)/metadata/UrbanSound8K.csv", encoding: .utf8)
        .split(separator: "\n")
      let every = (lines.count - 1) / 500
      let chosen = lines.dropFirst().enumerated().filter { $0.offset % every == 0 }.prefix(500)
      try folder.write(
        ([lines[0]] + chosen.map(\.element)).joined(separator: "\n"), to: "clips.csv")
      try folder.write(
        """
        {
          "dataset": { "metadata": "clips.csv", "audio": "\(source)/audio" },
          "paths": { "manifest": "\(place)/manifest.sqlite", "cache": "\(place)/cache" },
          "training": { "network": { "name": "cnn4", "width": 4 }, "epochs": 2 }
        }
        """, to: "\(place).json")
      return Project(folder, "\(place).json", place: place)
    }
  }

  @Test func aKilledStageGoesOn() throws {
    let sounds = try Sounds()
    let undisturbed = try sounds.project(at: "undisturbed")
    let disturbed = try sounds.project(at: "disturbed")
    var report: [String] = []
    var afterFirstWrite = 0
    for stage in Project.stages {
      let whole = try Victim(stage, undisturbed).untouched()
      var victim = Victim(stage, disturbed)
      for number in 0..<Self.kills / Project.stages.count {
        try victim.kill(within: whole, waitingForFirstWrite: number % 5 != 4)
        let verdict = try disturbed.verify()
        #expect(verdict.status == 0, "after a kill of \(stage): \(verdict)")
      }
      let rerun = try disturbed.run(stage)
      #expect(rerun.status == 0, "\(stage): \(rerun)")
      afterFirstWrite += victim.killsAfterFirstWrite
      report.append("\(victim.killsAfterFirstWrite)/\(victim.kills) \(stage)")
    }
    print("kill -9 after the first write: \(report.joined(separator: ", "))")
    #expect(5 * afterFirstWrite >= 4 * Self.kills)
    #expect(try disturbed.verify().status == 0)
    let expected = try undisturbed.results()
    #expect(expected.contains { $0.hasPrefix("cnn4|") })
    #expect(try disturbed.results() == expected)
  }

  /// The checkpoint's path is made of its SHA-256.
  @Test func aTrainingThatIsKilledInThreeEpochsEndsWithTheSameWeights() throws {
    let data = try SmallDataSet(clips: 120)
    let flags = ["--set", "training.epochs=6", "--set", "training.network.width=16"]
    try data.writeConfiguration("killed.json", place: "killed")
    var undisturbed = Project(data)
    var killed = Project(data, "killed.json", place: "killed")
    undisturbed.flags = flags
    killed.flags = flags
    for project in [undisturbed, killed] {
      try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
    }
    #expect(try undisturbed.run("train", ["--fold", "1"]).status == 0)
    var epochs: [Int] = []
    var ending: Program.Ending
    repeat {
      let program = try killed.start("train", ["--fold", "1"])
      while program.isRunning, try killed.epochs() < (epochs.last ?? 0) { usleep(500) }
      usleep(.random(in: 0..<2_000))
      program.signal(SIGKILL)
      ending = program.wait()
      if ending.signal == SIGKILL { epochs.append(try killed.epochs() + 1) }
    } while ending.signal == SIGKILL && epochs.last! < 6
    if ending.signal == SIGKILL { ending = try killed.run("train", ["--fold", "1"]) }
    print("kill -9 of a training in epochs \(epochs.map(String.init).joined(separator: ", "))")
    #expect(Set(epochs).count >= 3)
    #expect(ending.status == 0, "\(ending)")
    let checkpoints = "SELECT network, checkpoint FROM runs ORDER BY 1"
    #expect(try killed.query(checkpoints) == undisturbed.query(checkpoints))
    #expect(try killed.results() == undisturbed.results())
  }
}

extension Project {
  /// How many epochs the manifest knows.
  fileprivate func epochs() throws -> Int {
    try query("SELECT count(*) FROM epoch").first.flatMap { Int($0) } ?? 0
  }
}

/// A stage to be killed, again and again.
private struct Victim {
  private let stage: String
  private let project: Project
  private var isFinished = false
  private(set) var kills = 0
  private(set) var killsAfterFirstWrite = 0

  init(_ stage: String, _ project: Project) {
    self.stage = stage
    self.project = project
  }

  struct Whole {
    var firstWrite: Double
    var end: Double
  }

  /// When a run that nobody disturbs writes first, and when it ends, in seconds.
  func untouched() throws -> Whole {
    let before = trace
    let clock = ContinuousClock.now
    let program = try project.start(stage)
    waitForWrite(since: before, program)
    let firstWrite = ContinuousClock.now - clock
    let ending = program.wait()
    #expect(ending.status == 0, "\(stage): \(ending)")
    return Whole(
      firstWrite: firstWrite / .seconds(1), end: (ContinuousClock.now - clock) / .seconds(1))
  }

  /// Kills the stage at a random moment of what it does; where it is all done, it is made to do all
  /// again.
  mutating func kill(within whole: Whole, waitingForFirstWrite: Bool) throws {
    var span = waitingForFirstWrite ? whole.end - whole.firstWrite : whole.end
    for _ in 0..<100 {
      let before = trace
      let program = try project.start(stage, isFinished ? ["--force"] : [])
      if waitingForFirstWrite { waitForWrite(since: before, program) }
      let hasWritten = trace != before
      usleep(UInt32(1e6 * .random(in: 0...span)))
      program.signal(SIGKILL)
      let ending = program.wait()
      if ending.signal == SIGKILL {
        kills += 1
        killsAfterFirstWrite += hasWritten || trace != before ? 1 : 0
        return
      }
      #expect(ending.status == 0, "\(stage): \(ending)")
      isFinished = true
      // Who finds most of it done ends sooner.
      span *= 0.9
    }
    Issue.record("\(stage) always ended before it was killed")
  }

  private func waitForWrite(since before: [Int], _ program: Program) {
    while trace == before, program.isRunning { usleep(200) }
  }

  /// What changes when the stage writes: new objects appear, and what takes the place of others passes
  /// through the cache's `tmp`; rows go to the write-ahead log.
  private var trace: [Int] {
    if ["segment", "render", "train"].contains(stage) {
      let objects = try? FileManager.default.subpathsOfDirectory(
        atPath: "\(project.cache)/objects")
      return [objects?.count { $0.contains("/") } ?? 0] + change(of: "\(project.cache)/tmp")
    }
    return change(of: "\(project.manifest)-wal")
  }

  private func change(of path: String) -> [Int] {
    var status = stat()
    // A log that is only opened is empty.
    guard stat(path, &status) == 0, status.st_size > 0 else { return [] }
    return [status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
  }
}
