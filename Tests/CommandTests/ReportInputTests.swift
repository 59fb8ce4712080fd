import Foundation
import GRDB
import TestSupport
import Testing

/// What a report makes of results that there is little to say of, too much, or nothing true.
@Suite struct ReportInputTests {
  private let files = try! TemporaryFolder()
  private var page: String { "\(files.path)/page.html" }

  private func report(_ project: Project, _ flags: [String] = []) throws -> Program.Ending {
    try Program(
      "soundmark",
      ["report", "--config", project.configuration, "--output", page] + project.flags + flags
    ).wait()
  }

  private func text() throws -> String { try String(contentsOfFile: page, encoding: .utf8) }

  @Test func oneClassIsSaidToProveNothing() throws {
    let data = try SmallDataSet()
    for index in data.rows.indices { data.change(index) { $0.label = 0 } }
    try data.writeMetadata()
    let project = Project(data)
    try #require(project.runAll().status == 0)
    let ending = try report(project)
    #expect(ending.status == 0, "\(ending)")
    #expect(try text().contains("There is one class"))
  }

  @Test func oneFoldHasNoSpread() throws {
    let project = Project(try SmallDataSet())
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
    for stage in ["train", "evaluate"] {
      try #require(project.run(stage, ["--fold", "1"]).status == 0)
    }
    let ending = try report(project)
    #expect(ending.status == 0, "\(ending)")
    #expect(try text().contains("One fold was tested"))
    #expect(try text().contains("1 of 3 folds"))
  }

  /// All sounds last as long as each other, so that their length tells nothing.
  @Test func aClassThatIsNeverPredictedHasNoPrecision() throws {
    let project = Project(try SmallDataSet())
    try #require(project.runAll().status == 0)
    let predicted = try project.query(
      "SELECT DISTINCT predicted FROM all_predictions WHERE network = 'duration'")
    try #require(predicted.count == 1)
    let ending = try report(project, ["--experiment", "duration"])
    #expect(ending.status == 0, "\(ending)")
    #expect(try text().contains("<td>never predicted</td>"))
  }

  @Test func experimentsWithoutACommonClipAreNotCompared() throws {
    let project = Project(try SmallDataSet())
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
    for (fold, flags) in [("1", []), ("2", ["--set", "training.epochs=1"])] {
      for stage in ["train", "evaluate"] {
        try #require(project.run(stage, ["--fold", fold] + flags).status == 0)
      }
    }
    let experiments = try project.query(
      "SELECT DISTINCT experiment FROM all_runs WHERE network = 'cnn4'")
    let ending = try report(project, ["--compare"] + experiments)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("no clip was tested by both"), "\(ending)")
    #expect(!FileManager.default.fileExists(atPath: page))
  }

  @Test func experimentsOnTwoDataSetsAreNotCompared() throws {
    let data = try SmallDataSet()
    var other = Project(data)
    try data.files.write(
      String(contentsOfFile: "\(data.folder)/metadata.csv", encoding: .utf8), to: "other.csv")
    other.flags = [
      "--set", "dataset.metadata=\(data.folder)/other.csv", "--set", "training.seed=3",
    ]
    try #require(other.runAll().status == 0)
    let project = Project(data)
    try #require(project.runAll().status == 0)
    let experiments = try project.query(
      "SELECT DISTINCT experiment FROM all_runs WHERE network = 'cnn4'")
    try #require(experiments.count == 2)
    let ending = try report(project, ["--compare"] + experiments)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("figures on different sounds cannot be compared"), "\(ending)")
  }

  /// The clips, the classes, the folds, the recordings, the data set and the network.
  @Test func hostileNamesStayTextEverywhere() throws {
    let project = try HostileProject()
    try #require(project.runAll().status == 0)
    for flags in [[], ["--compare", HostileProject.network, "linear"]] {
      let ending = try report(project.project, flags)
      #expect(ending.status == 0, "\(ending)")
      let text = try text()
      let isText = !text.contains("<img") && !text.contains(" style=")
      #expect(isText)
      for name in ["net", "set", "class1", "clip"] {
        let isThere = text.contains("\(name)&quot;&gt;&lt;img src=x onerror=alert(1)&gt;")
        #expect(isThere, "\(name)")
      }
    }
    let card = try String(contentsOfFile: "\(files.path)/page.card.md", encoding: .utf8)
    let isEscaped = card.ranges(of: "<img").count == card.ranges(of: "\\<img").count
    #expect(isEscaped, "\(card)")
  }

  @Test func licencesAreThoseOfTheMetadata() throws {
    let data = try SmallDataSet()
    let rows = data.rows.enumerated().map { index, row in
      "\(row.name),\(row.recording),\(row.fold),\(row.label),class\(row.label),"
        + (index == 0 ? "" : index % 2 == 0 ? "CC0" : "CC BY 4.0")
    }
    try data.files.write(
      (["slice_file_name,fsID,fold,classID,class,License"] + rows).joined(separator: "\n"),
      to: "metadata.csv")
    let project = Project(data)
    try #require(project.runAll().status == 0)
    #expect(try project.query("SELECT count(licence) FROM clips") == ["11"])
    try #require(report(project).status == 0)
    let isSaid = try text().contains("CC BY 4.0 (6), CC0 (5); of 1 clip not stated")
    #expect(isSaid)
  }

  /// As many clips as the largest data sets have, of which none is on this disk.
  @Test func aHundredThousandClipsGiveAPageToMail() throws {
    let data = try SmallDataSet()
    let project = Project(data)
    try #require(project.runAll().status == 0)
    try Self.add(100_000, to: project.manifest)
    let ending = try report(project)
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.peakMemory < 700_000_000, "\(ending.peakMemory)")
    let size = try Data(contentsOf: URL(fileURLWithPath: page)).count
    #expect(size < 20_000_000, "\(size)")
    #expect(try text().contains("left out to keep the page small"))
    #expect(try text().contains("100012 clips"))
  }

  /// Clips of 300 classes with what a network took them for, as a manifest would have them.
  private static func add(_ clips: Int, to manifest: String) throws {
    try DatabaseQueue(path: manifest).write { db in
      try db.execute(
        sql: """
          WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 299)
          INSERT INTO class (dataset, label, name) SELECT 1, i, 'class number ' || i FROM n;

          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(clips))
          INSERT INTO clip (dataset, position, name, path, fold, label, recording, salience, size,
                            sample_rate, channels, frames, encoding)
          SELECT 1, 1000 + i, 'a clip with a name that is not short ' || i || '.wav',
                 'nowhere/' || i || '.wav', 1 + i % 3, i % 300, 'recording ' || i / 4, 1, 100000,
                 44100, 2, 176400, 'WAV PCM 16' FROM n;

          INSERT INTO prediction
            (run, condition, clip, fold, label, predicted, probability, probabilities)
          SELECT run.id, 0, clip.id, clip.fold, clip.label,
                 CASE WHEN clip.id % 3 THEN clip.label ELSE clip.id * 7919 % 300 END, 0.5,
                 '{"dog_bark":0.5,"siren":0.25' || replace(hex(zeroblob(20)), '00', ',"x":0.01') || '}'
          FROM clip JOIN run ON run.test_folds = clip.fold AND run.network = 'cnn4'
          WHERE clip.path LIKE 'nowhere/%';
          """)
    }
  }
}
