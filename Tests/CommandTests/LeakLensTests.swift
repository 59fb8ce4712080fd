import Foundation
import TestSupport
import Testing

/// What is trained on a leaky split is marked wherever it is seen, and takes no place among results.
@Suite struct LeakLensTests {
  private static let leaky = ["--set", "training.leakyRandomSplit=true"]
  private let data: SmallDataSet
  private let project: Project

  init() throws {
    data = try SmallDataSet(clips: 24)
    // Two clips a recording, both of a class and a fold.
    for index in data.rows.indices { data.change(index) { $0.recording = 100 + index % 12 } }
    try data.writeMetadata()
    project = Project(data)
    try #require(project.runAll().status == 0)
    for stage in ["train", "evaluate"] {
      let ending = try project.run(stage, Self.leaky)
      try #require(ending.status == 0, "\(ending)")
      #expect(ending.output.contains("cnn4 (leaky random split)") || stage == "train")
      #expect(ending.output.contains("no result") || stage == "train")
    }
  }

  private func report(_ flags: [String] = []) throws -> String {
    let page = "\(data.folder)/page.html"
    let ending = try Program(
      "soundmark", ["report", "--config", project.configuration, "--output", page] + flags
    ).wait()
    try #require(ending.status == 0, "\(ending)")
    return try String(contentsOfFile: page, encoding: .utf8)
  }

  @Test func recordingsAreCutAndClassesKeepTheirSizes() throws {
    let sizes = "fold, label, count(*) FROM"
    #expect(
      try project.query("SELECT \(sizes) predictions GROUP BY 1, 2")
        == project.query("SELECT \(sizes) clips GROUP BY 1, 2"))
    let cut = try project.query(
      """
      SELECT recording FROM predictions JOIN clips USING (clip)
      GROUP BY recording HAVING count(DISTINCT predictions.fold) > 1
      """)
    #expect(!cut.isEmpty)
  }

  @Test func everyRowSaysIt() throws {
    for view in ["runs", "predictions", "misclassified", "confusion", "training_history"] {
      #expect(try project.query("SELECT DISTINCT leaky FROM \(view)") == ["1"], "\(view)")
    }
    for view in ["accuracy_by_fold", "accuracy_by_class", "scores"] {
      #expect(
        try project.query("SELECT DISTINCT network FROM \(view)") == ["cnn4 (leaky random split)"],
        "\(view)")
    }
    let networks = try project.query("SELECT network FROM leaderboard ORDER BY 1")
    #expect(networks == ["cnn4", "duration", "linear"])
    #expect(
      try project.query("SELECT network, leaky_network FROM leak_lens") == [
        "cnn4|cnn4 (leaky random split)"
      ])
    // Their own evaluate brings the honest ones back.
    #expect(try project.run("evaluate").status == 0)
    #expect(try project.query("SELECT DISTINCT leaky FROM predictions") == ["0"])
  }

  @Test func theReportShowsItBesideTheHonestFigure() throws {
    let honest = try report()
    #expect(honest.contains("What a leaky split would have shown"))
    #expect(!honest.contains("No result:"))
    for column in ["leaky_accuracy", "difference"] {
      let value = try project.query("SELECT \(column) FROM leak_lens")[0]
      #expect(honest.contains("<data value=\"\(value)\">"), "\(column)")
    }
    let leaky = try report(Self.leaky)
    #expect(leaky.contains("No result:"))
    #expect(leaky.contains("<title>cnn4 (leaky random split) on small</title>"))
    #expect(!leaky.contains("What a leaky split would have shown"))
    let card = try String(contentsOfFile: "\(data.folder)/page.card.md", encoding: .utf8)
    #expect(card.contains("no result"))
  }
}
