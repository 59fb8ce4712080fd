import Foundation
import TestSupport
import Testing

/// Sounds that are none of the classes, as processes: measured, reported, named.
@Suite struct UnknownCommandTests {
  private let data: SmallDataSet
  private let project: Project

  /// A probe of a network that was trained a little.
  init() throws {
    data = try SmallDataSet(clips: 24, folds: 2)
    project = try Project.probing(data)
    try #require(project.runAll().status == 0)
  }

  private func page() throws -> String {
    let path = "\(data.folder)/page.html"
    let ending = try Program(
      "soundmark",
      ["report", "--config", project.configuration, "--output", path] + project.flags
    ).wait()
    try #require(ending.status == 0, "\(ending)")
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func whatIsCaughtIsPrintedAndReported() throws {
    #expect(try page().contains("holds a class out"))
    let said = try project.run("evaluate", ["--unknown", "siren"])
    #expect(said.status == 0, "\(said)")
    #expect(said.output.contains("fold 1, held out: siren: "), "\(said)")
    #expect(said.output.contains("caught at 10.0 % promised (of known sounds "), "\(said)")
    let lines = try project.run("evaluate", ["--unknown", "siren", "--json"]).output
    #expect(lines.contains("\"event\":\"unknown\"") && lines.contains("\"kind\":\"class\""))
    let page = try page()
    #expect(page.contains("held out: siren") && page.contains("rejections"))
    // With a stroke at its end it is a folder.
    try FileManager.default.createDirectory(
      atPath: "\(data.folder)/siren", withIntermediateDirectories: true)
    let refused = try project.run("evaluate", ["--unknown", "\(data.folder)/siren/"])
    #expect(refused.status == 1 && refused.errors.contains("no sound file in it"), "\(refused)")
  }

  @Test func classifySaysNoneOfThese() throws {
    let path = try project.query(
      "SELECT checkpoint FROM runs WHERE network = 'cnn4 probe' ORDER BY run DESC")[0]
    let sound = "\(data.folder)/audio/\(data.rows[0].path)"
    func classify(_ flags: [String]) throws -> Program.Ending {
      try Program(
        "soundmark", ["classify", "--model", "\(project.cache)/\(path)", sound] + flags
      ).wait()
    }
    // Two recordings calibrate: a third is the least.
    let kept = try classify(["--unsure", "0.2", "--json"])
    #expect(kept.output.contains("\"none_of_these\":false"), "\(kept)")
    #expect(kept.output.contains("\"novelty_p\":"))
    let known = try classify(["--unsure", "0.2"])
    #expect(known.output.contains(" is, but for 20.0 % of sounds, one of: "), "\(known)")
    let rejected = try classify(["--unsure", "0.999", "--json"])
    let isRejected = rejected.output.contains("\"none_of_these\":true")
    #expect(isRejected != rejected.output.contains("\"novelty_p\":1"), "\(rejected)")
    let said = try classify(["--unsure", "0.999"]).output
    #expect(said.contains(": none of these (") == isRejected, "\(said)")
    let plain = try classify(["--json"])
    #expect(plain.status == 0 && !plain.output.contains("novelty_p"), "\(plain)")
  }
}
