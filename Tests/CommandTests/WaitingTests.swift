import Foundation
import TestSupport
import Testing

/// A program that trains executes itself once more, so that its threads wait as they should
/// (`TeamWaiting`), and nobody sees it.
@Suite struct WaitingTests {
  private let project: Project
  private static let unset = "unset OMP_WAIT_POLICY GOMP_SPINCOUNT; "

  init() throws {
    var project = Project(try SmallDataSet())
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
    project.flags = ["--set", "training.epochs=100000"]
    project.script = Self.unset + #"exec "$0" "$@""#
    self.project = project
  }

  @Test func aTrainingIsStillTheProcessThatWasStarted() throws {
    let training = try started()
    #expect(text("environ", of: training).contains("GOMP_SPINCOUNT="))
    #expect(text("comm", of: training) == "soundmark-train\n")
    #expect(text("cmdline", of: training).hasSuffix("training.epochs=100000\0"))
    training.signal(SIGTERM)
    #expect(training.wait().status == 143)
  }

  @Test(arguments: ["OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=7"])
  func howTheUserHasItWaitStays(setting: String) throws {
    var chosen = project
    chosen.script = Self.unset + #"\#(setting) exec "$0" "$@""#
    let training = try started(chosen)
    let found = text("environ", of: training).split(separator: "\0").filter {
      $0.hasPrefix("OMP_WAIT_POLICY=") || $0.hasPrefix("GOMP_SPINCOUNT=")
    }
    #expect(found == [Substring(setting)])
  }

  /// A training that has finished an epoch.
  private func started(_ project: Project? = nil) throws -> Program {
    let project = project ?? self.project
    let training = try project.start("train")
    while training.isRunning, try project.query("SELECT 1 FROM training_history").isEmpty {
      usleep(10_000)
    }
    try #require(training.isRunning, "\(training.wait())")
    return training
  }

  /// What the kernel tells of a process in a file of /proc.
  private func text(_ file: String, of program: Program) -> String {
    (try? String(contentsOfFile: "/proc/\(program.id)/\(file)", encoding: .utf8)) ?? ""
  }
}
