import Engine
import Foundation
import TestSupport
import Testing

/// A project of an earlier program: this one goes on with it.
@Suite struct UpgradeTests {

  @Test(
    .enabled(if: Machine.current.libraryHasWinograd, "its runs were made with oneDNN 2"),
    arguments: ReleasedManifest.all)
  func nothingIsMadeAgainAndEveryViewAnswers(released: ReleasedManifest) throws {
    let project = try ReleasedProject(released)
    let commands = Project(project.files)
    let status = try Program("soundmark", ["status", "--config", project.configuration]).wait()
    #expect(status.status == 0, "\(status)")
    let plans = status.output.split(separator: "\n").filter {
      $0 != "perturb: nothing to do: robustness.conditions names none"
    }
    // The files lie in another place, and so are read once more.
    #expect(plans.first?.hasPrefix("ingest: 11 clips would run") == true, "\(status)")
    #expect(plans.count == Project.stages.count)
    for plan in plans.dropFirst().dropLast() {
      #expect(plan.contains(": up to date"), "\(plan)")
    }
    let stages = Project.stages.dropLast()
    for stage in stages {
      let ending = try commands.run(stage)
      #expect(ending.status == 0, "\(ending)")
    }
    let work = try commands.query(
      "SELECT stage, ran FROM stage_run ORDER BY id DESC LIMIT \(stages.count)")
    #expect(work.reversed() == stages.map { "\($0)|\($0 == "ingest" ? 11 : 0)" })
    for before in try released.views() {
      let now = try ManifestReader(project.manifest).answer(
        of: before.view, columns: before.columns)
      #expect(now == before)
    }
    // Figures that the earlier program did not measure.
    let tests = try commands.query("SELECT count(*) FROM accuracy_by_fold")[0]
    #expect(
      plans.last == "evaluate: \(tests) tests would run (\(tests) without brier), 0 up to date")
    let evaluated = try commands.run("evaluate")
    #expect(evaluated.status == 0, "\(evaluated)")
    let verified = try commands.verify()
    #expect(verified.status == 0, "\(verified)")
  }

  @Test(arguments: ReleasedManifest.all)
  func anOldModelClassifiesAsItWasEvaluated(released: ReleasedManifest) throws {
    let project = try ReleasedProject(released)
    let path = try #require(
      released.views().first { $0.view == "runs" }?.rows.compactMap { row in
        row.contains("cnn4") ? row.last : nil
      }.first)
    let run = try ManifestReader(project.manifest).query(
      "SELECT run, test_folds FROM runs WHERE checkpoint = '\(path)'")[0].split(separator: "|")
    let clips = try ManifestReader(project.manifest).query(
      "SELECT path, predicted FROM predictions JOIN clips USING (clip) WHERE run = \(run[0])")
    for clip in clips {
      let fields = clip.split(separator: "|")
      let model = "\(project.folder)/cache/\(path)"
      for arguments in [["--model", model], ["--config", project.configuration]] {
        let ending = try Program(
          "soundmark", ["classify"] + arguments + ["\(project.folder)/audio/\(fields[0])"]
        ).wait()
        #expect(ending.status == 0, "\(ending)")
        if arguments[0] == "--model" {
          #expect(ending.output.contains(": \(fields[1]) "), "\(ending)")
        }
      }
    }
    #expect(clips.count == 4)
  }
}
