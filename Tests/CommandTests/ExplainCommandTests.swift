import Foundation
import TestSupport
import Testing

@Suite struct ExplainCommandTests {
  private let data: SmallDataSet
  private let project: Project

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
  }

  private func explain(_ flags: [String]) throws -> Program.Ending {
    try Program(
      "soundmark",
      ["inspect", "--explain", "--config", project.configuration, "--output", picture] + flags
    ).wait()
  }

  private var picture: String { "\(data.folder)/explanation.png" }

  @Test func aClipIsExplainedByARunThatDidNotLearnFromIt() throws {
    try #require(project.runAll().status == 0)
    let clip = data.rows[0].name
    let ending = try explain([clip])
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.errors.contains("which was tested on the clip"), "\(ending)")
    #expect(ending.output.contains("predicted"), "\(ending)")
    #expect(ending.output.contains("without bands"), "\(ending)")
    #expect(
      FileManager.default.contents(atPath: picture)?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
    let lines = try explain([clip, "--json"]).output.split(separator: "\n")
    let objects = try lines.compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }.filter { $0["event"] as? String == "explanation" }
    let first = try #require(objects.first)
    #expect(first["predicted"] as? Bool == true)
    let map = try #require(first["gradcam"] as? [String: Any])
    let (height, width) = (map["height"] as? Int ?? 0, map["width"] as? Int ?? 0)
    #expect(height > 0 && (map["values"] as? [Double])?.count == height * width)
    #expect((first["bands"] as? [[String: Any]])?.allSatisfy { $0["drop"] is Double } == true)
  }

  @Test(arguments: [
    (["--explain"], "--explain takes a clip"), (["a.wav", "--model", "b"], "goes with --explain"),
  ])
  func whatMakesNoSenseIsRefused(flags: [String], sentence: String) throws {
    let ending = try Program(
      "soundmark", ["inspect", "--config", project.configuration] + flags
    ).wait()
    #expect(ending.status == 2 && ending.errors.contains(sentence), "\(ending)")
  }

  @Test func theReportShowsWhatWasFoundOut() throws {
    try #require(project.runAll().status == 0)
    let page = "\(data.folder)/page.html"
    func report() throws -> String {
      let ending = try Program(
        "soundmark", ["report", "--config", project.configuration, "--output", page]
      ).wait()
      try #require(ending.status == 0, "\(ending)")
      return try String(contentsOfFile: page, encoding: .utf8)
    }
    let before = try report()
    #expect(before.contains("id=\"in-words\"") && !before.contains("id=\"map\""))
    try #require(project.runAll(["explain"]).status == 0)
    let text = try report()
    for section in ["in-words", "looks-at", "map"] {
      #expect(text.contains("<section id=\"\(section)\""), "\(section)")
    }
    let known = try project.query(
      """
      SELECT loss FROM class_evidence UNION SELECT accuracy FROM image_changes
      UNION SELECT clean_accuracy FROM image_changes
      """
    ).compactMap { Double($0) }
    let section = try #require(text.components(separatedBy: "<section id=\"looks-at\"").last)
      .components(separatedBy: "<section id=\"map\"")[0]
    let figures = section.matches(of: /<data value="([^"]*)">/).map { Double($0.output.1) ?? .nan }
    #expect(figures.count > 10)
    for figure in figures { #expect(known.contains { abs($0 - figure) < 1e-12 }, "\(figure)") }
    // A mark a clip, each with somewhere to go.
    let clips = try project.query("SELECT count(*) FROM map")[0]
    let map = try #require(text.components(separatedBy: "<section id=\"map\"").last)
      .components(separatedBy: "<section id=")[0]
    let targets = map.matches(of: #/<a href="#([^"]*)" tabindex/#).map { String($0.output.1) }
    #expect("\(targets.count)" == clips)
    for target in Set(targets) { #expect(text.contains("id=\"\(target)\""), "\(target)") }
  }
}
