import Foundation
import TestSupport
import Testing

/// Labels that somebody corrected: what is trained again, and what is kept.
@Suite struct CorrectionsTests {
  private let data: SmallDataSet
  private let project: Project
  private let names: [String]

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
    names = data.rows.map(\.name)
    try #require(project.runAll().status == 0)
    try data.files.write(
      "clip,label,verdict\n\(names[0]),siren,another\n\(names[1]),,wrong\n\(names[2]),,unsure\n",
      to: "heard.csv")
  }

  private static let corrected = ["--set", "dataset.corrections=heard.csv"]

  @Test func labelsAloneChange() throws {
    let tensors = try project.query("SELECT clip, object FROM tensors")
    let before = try project.query("SELECT network, accuracy FROM leaderboard ORDER BY experiment")
    let ingest = try project.run("ingest", Self.corrected)
    #expect(ingest.status == 0 && ingest.output.contains(" 0 examined"), "\(ingest)")
    #expect(ingest.errors.contains("gives 1 clip another label, and leaves out 1"), "\(ingest)")
    for stage in ["segment", "render"] {
      let ending = try project.run(stage, Self.corrected)
      #expect(ending.status == 0 && ending.output.contains(" 0 "), "\(ending)")
    }
    #expect(try project.query("SELECT clip, object FROM tensors") == tensors)
    #expect(
      try project.query(
        "SELECT clip, label, original_label, verdict FROM clips WHERE verdict IS NOT NULL") == [
          "\(names[0])|siren|dog_bark|another", "\(names[1])|dog_bark|dog_bark|wrong",
          "\(names[2])|dog_bark|dog_bark|unsure",
        ])

    try #require(try project.runAll(["train", "evaluate"], Self.corrected).status == 0)
    #expect(
      try project.query(
        "SELECT DISTINCT label, original_label FROM predictions WHERE clip = '\(names[0])'")
        == ["siren|dog_bark"])
    #expect(try project.query("SELECT run FROM predictions WHERE clip = '\(names[1])'").isEmpty)
    // Scores with either labels are kept, and say which.
    #expect(
      try project.query("SELECT labels, count(*) FROM leaderboard GROUP BY 1 ORDER BY 1")
        == ["1 corrected, 1 left out|3", "as listed|3"])
    #expect(
      try project.query(
        """
        SELECT network, accuracy FROM leaderboard WHERE labels = 'as listed' ORDER BY experiment
        """) == before)

    let page = "\(data.folder)/page.html"
    let report = try Program(
      "soundmark",
      ["report", "--config", project.configuration, "--output", page] + Self.corrected
    ).wait()
    try #require(report.status == 0, "\(report)")
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("Labels: 1 corrected, 1 left out, by <code>dataset.corrections</code>"))
    #expect(text.contains("corrected; listed as dog_bark"))
  }

  /// Without them all is as it was, and nothing is trained once more.
  @Test func theyCanBeTakenBack() throws {
    let runs = try project.query("SELECT run FROM runs")
    try #require(try project.runAll(Project.stages, Self.corrected).status == 0)
    #expect(try project.query("SELECT count(*) FROM runs") == ["\(runs.count)"])
    try #require(try project.runAll().status == 0)
    #expect(try project.query("SELECT run FROM runs") == runs)
    #expect(try project.query("SELECT DISTINCT labels FROM runs") == ["as listed"])
    #expect(try project.query("SELECT clip FROM clips WHERE verdict IS NOT NULL").isEmpty)
    #expect(try project.query("SELECT count(*) FROM all_runs") == ["\(2 * runs.count)"])
  }

  @Test func anUnknownClipStopsIngestInASentence() throws {
    try data.files.write("clip,label\nnowhere.wav,siren\n", to: "heard.csv")
    let ending = try project.run("ingest", Self.corrected)
    #expect(ending.status == 1 || ending.status == 2)
    #expect(
      ending.errors.contains("found 'nowhere.wav', expected a clip of the data set"), "\(ending)")
    #expect(try project.query("SELECT count(*) FROM clips") == ["\(names.count)"])
  }
}
