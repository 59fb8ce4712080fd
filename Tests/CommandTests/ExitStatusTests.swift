import Foundation
import TestSupport
import Testing

/// What scripts and make see: exit statuses, one sentence, and no trace of a dry run.
@Suite struct ExitStatusTests {
  let data: SmallDataSet
  let project: Project

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
  }

  @Test func aFaultFailsUnderStrictOnly() throws {
    unlink("\(data.folder)/audio/\(data.rows[0].path)")
    let lenient = try project.run("ingest")
    #expect(lenient.status == 0)
    #expect(lenient.errors.contains("1 clip with a fault (1 missing)"), "\(lenient)")
    #expect(try project.run("ingest", ["--strict"]).status == 1)
    #expect(try project.runAll().status == 0)
  }

  @Test(arguments: [
    ["--set", "spectrogram.hoplength=3"], ["--set", "segment.seconds=never"],
    ["--set", "segment.seconds=-1"], ["--set", "segment"], ["--config", "/nowhere/pipeline.json"],
    ["--config", "/dev/null"], ["--config", "/"],
    ["--set", "dataset.\u{1b}[31m=1"],
  ])
  func aWrongConfigurationIsSaidInASentence(flags: [String]) throws {
    for stage in Project.stages {
      let ending = try Program(stage, ["--config", project.configuration] + flags).wait()
      #expect(ending.status == 2, "\(stage) \(flags): \(ending)")
      #expect(ending.isOneSentence, "\(ending)")
    }
    for command in ["status", "verify", "collect"] {
      let ending = try Program(
        "soundmark", [command, "--config", project.configuration] + flags
      ).wait()
      #expect(ending.status == 2, "\(command) \(flags): \(ending)")
      #expect(ending.isOneSentence, "\(ending)")
    }
  }

  @Test(arguments: [
    ["--jobs", "0"], ["--jobs", "many"], ["--shard", "3/2"], ["--nonsense"], ["x"],
    ["--\u{1b}[31m"],
  ])
  func aWrongCommandLineEndsWith2(flags: [String]) throws {
    for stage in Project.stages {
      let ending = try project.run(stage, flags)
      #expect(ending.status == 2, "\(stage) \(flags): \(ending)")
      #expect(ending.output.isEmpty)
      #expect(ending.errors.hasPrefix("Error: "))
      #expect(!ending.errors.contains("\u{1b}"))
    }
  }

  @Test(arguments: [("stauts", "status"), ("clasify", "classify"), ("renderer", "render")])
  func aMisspeltCommandNamesTheOneMeant(given: String, meant: String) throws {
    let ending = try Program("soundmark", [given, "x.wav"]).wait()
    #expect(ending.status == 2)
    #expect(ending.errors.contains("no command '\(given)'; did you mean '\(meant)'?"), "\(ending)")
  }

  @Test func soundmarkBecomesTheStage() throws {
    let ending = try Program(
      "soundmark", ["ingest", "--config", project.configuration, "--jobs", "0"]
    ).wait()
    #expect(ending.status == 2)
    #expect(
      try Program("soundmark", ["ingest", "--config", project.configuration]).wait().status == 0)
    #expect(try Program("soundmark", ["nonsense"]).wait().status == 2)
    #expect(try Program("soundmark", ["--version"]).wait().status == 0)
  }

  /// Before the earlier stages have run, a stage says so and ends with 1.
  @Test func aStageTooEarlySaysWhatToRunFirst() throws {
    for stage in Project.stages.dropFirst() {
      let ending = try project.run(stage)
      #expect(ending.status == 1, "\(stage): \(ending)")
      #expect(ending.isOneSentence, "\(ending)")
    }
  }

  @Test func aDryRunLeavesNoTrace() throws {
    let before = try Snapshot(data.folder)
    #expect(try project.run("ingest", ["--dry-run"]).output.contains("12"))
    #expect(
      try Program("soundmark", ["status", "--config", project.configuration]).wait().status == 0)
    #expect(try Snapshot(data.folder) == before, "no manifest and no cache is made")
    #expect(try project.runAll().status == 0)
    let after = try Snapshot(data.folder)
    for stage in Project.stages {
      let ending = try project.run(stage, ["--dry-run"])
      #expect(ending.status == 0, "\(ending)")
      let changed = try project.run(stage, ["--dry-run", "--set", "spectrogram.hopLength=64"])
      #expect(changed.signal == nil)
    }
    for command in ["status", "verify", "collect"] {
      let ending = try Program("soundmark", [command, "--config", project.configuration]).wait()
      #expect(ending.status == 0, "\(ending)")
    }
    #expect(try Snapshot(data.folder) == after, "manifest and cache are as before")
  }
}

extension Program.Ending {
  /// Whether it says one sentence on standard error, and nothing else.
  var isOneSentence: Bool {
    output.isEmpty && errors.hasPrefix("error: ") && errors.hasSuffix(".\n")
      && errors.dropLast().allSatisfy { !$0.isNewline } && !errors.contains("\u{1b}")
  }
}

/// Every file below a folder, with size, inode and time of last change.
struct Snapshot: Equatable {
  private var files: [String: [Int]] = [:]

  init(_ folder: String) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      files[name] =
        isFolder
        ? [] : [status.st_size, Int(status.st_ino), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    }
  }
}
