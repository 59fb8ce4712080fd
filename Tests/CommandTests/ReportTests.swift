import Foundation
import TestSupport
import Testing

@Suite struct ReportTests {
  private let data: SmallDataSet
  private var project: Project
  private var page: String { "\(data.folder)/page.html" }

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
  }

  private func report(_ flags: [String] = []) throws -> Program.Ending {
    try Program(
      "soundmark", ["report", "--config", project.configuration] + project.flags + flags
    ).wait()
  }

  private func text() throws -> String { try String(contentsOfFile: page, encoding: .utf8) }

  @Test func withoutResultsItSaysWhatToRun() throws {
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
    let ending = try report(["--output", page])
    #expect(ending.status == 1)
    #expect(ending.errors.contains("run soundmark train and soundmark evaluate first"), "\(ending)")
    #expect(!FileManager.default.fileExists(atPath: page))
  }

  @Test func everyFigureIsItsViews() throws {
    try #require(project.runAll().status == 0)
    try #require(report(["--output", page]).status == 0)
    let text = try text()
    var known = try project.query(
      """
      SELECT value FROM intervals UNION SELECT low FROM intervals UNION SELECT high FROM intervals
      UNION SELECT accuracy FROM leaderboard UNION SELECT probability FROM predictions
      UNION SELECT accuracy FROM accuracy_by_salience UNION SELECT value FROM scores
      UNION SELECT label_probability FROM suspects
      """
    ).compactMap { Double($0) }
    // Chance.
    known.append(0.5)
    let figures = text.matches(of: /<data value="([^"]*)">/).map { Double($0.output.1) ?? .nan }
    #expect(figures.count > 20)
    for figure in figures {
      #expect(known.contains { abs($0 - figure) < 1e-12 }, "\(figure)")
    }
    let accuracy = try project.query(
      """
      SELECT value FROM intervals
      WHERE network = 'cnn4' AND metric = 'accuracy' AND fold IS NULL AND label IS NULL
        AND salience IS NULL
      """)[0]
    #expect(abs(figures[0] - (try #require(Double(accuracy)))) < 1e-12)
    // The leaderboard rounds.
    let board = try project.query("SELECT accuracy FROM leaderboard WHERE network = 'cnn4'")[0]
    #expect(abs(try #require(Double(board)) - (try #require(Double(accuracy)))) < 0.0001)
  }

  @Test func whatIsLeftInNoiseIsItsViews() throws {
    try #require(project.runAll().status == 0)
    let flags = ["--set", #"robustness.conditions=["white-noise","gain"]"#]
    try #require(project.run("perturb", flags).status == 0)
    try #require(report(["--output", page]).status == 0)
    let section = try #require(
      try text().components(separatedBy: "id=\"in-noise\"").last?.components(
        separatedBy: "</section>")[0])
    let known = try project.query(
      """
      SELECT accuracy FROM robustness UNION SELECT clean_accuracy FROM robustness
      UNION SELECT kept FROM robustness UNION SELECT recall FROM robustness_by_class
      UNION SELECT clean_recall FROM robustness_by_class
      """
    ).compactMap { Double($0) }
    let figures = section.matches(of: /<data value="([^"]*)">/).map {
      Double($0.output.1) ?? .nan
    }
    // Two of the sentence; two conditions by five severities with two more; two classes by two with one.
    #expect(figures.count == 2 + 2 * 7 + 2 * 3)
    // A line a class in each condition's chart.
    #expect(section.matches(of: /<polyline class="faint"/).count == 2 * 2)
    for figure in figures {
      #expect(known.contains { abs($0 - figure) < 1e-12 }, "\(figure)")
    }
  }

  @Test func itIsMadeAgainWhenSomethingChanged() throws {
    try #require(project.runAll().status == 0)
    #expect(try report(["--output", page]).output.contains("report: \(page) ("))
    let first = try text()
    #expect(try report(["--output", page]).output.contains("up to date"))
    #expect(try text() == first)
    #expect(first.contains("src=\"data:audio/mpeg;base64,"))
    #expect(first.contains("before you share it"))
    let card = try Data(contentsOf: URL(fileURLWithPath: "\(data.folder)/page.card.json"))
    let object = try JSONSerialization.jsonObject(with: card) as? [String: Any]
    #expect((object?["figures"] as? [Any])?.count == 14)
    #expect(FileManager.default.fileExists(atPath: "\(data.folder)/page.card.md"))
    try #require(report(["--output", page, "--without-audio"]).status == 0)
    #expect(try !text().contains("<audio"))
    try #require(report(["--output", page, "--set", "report.audio=0"]).status == 0)
    #expect(try text().contains("src=\"audio/fold1/"))
    #expect(try !text().contains("data:audio"))
  }

  @Test func soundsThatAreGoneAreSaidToBe() throws {
    try #require(project.runAll().status == 0)
    try FileManager.default.removeItem(atPath: "\(data.folder)/audio")
    #expect(try report(["--output", page]).status == 0)
    #expect(try text().contains("its sound is not there any more"))
  }

  @Test func twoExperimentsAreCompared() throws {
    try #require(project.runAll().status == 0)
    let ending = try report(["--compare", "cnn4", "linear", "--output", page])
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output.contains("95 % interval"))
    #expect(ending.output.contains("McNemar"))
    #expect(try text().contains("Right by linear alone"))
    let unknown = try report(["--compare", "cnn4", "cnn9"])
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("evaluated are"), "\(unknown)")
  }
}
