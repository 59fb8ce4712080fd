import DataSets
import Digests
import Foundation
import Manifest
import TestSupport
import Testing

/// Labels that may be wrong, as a view over real predictions of a real network on clips that it had not
/// learned from.
@Suite struct SuspectTests {
  /// What cleanlab 2.9.0 says of them: `find_label_issues(labels, probabilities,
  /// filter_by="confident_learning", return_indices_ranked_by="self_confidence")`.
  private static let clips = [
    93, 57, 70, 59, 12, 81, 29, 95, 43, 84, 83, 85, 82, 25, 36, 3, 28, 20, 96, 30, 48, 31, 50,
  ]
  /// Of each the most probable class that is confident.
  private static let suggested = [
    9, 5, 2, 5, 7, 0, 5, 5, 5, 0, 0, 0, 0, 5, 9, 0, 5, 0, 5, 5, 0, 0, 1,
  ]

  @Test func equalCleanlabs() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/manifest.sqlite"
    try record(try Self.rows(), in: ManifestDatabase(path: path, version: "1"))
    let found = try ManifestReader(path).query("SELECT clip, suggested, network FROM suspects")
    let expected = zip(Self.clips, Self.suggested).map { "\($0)|\($1)|cnn4" }
    #expect(found == expected)
  }

  /// Who has heard a clip and is sure need not hear it again.
  @Test func whatSomebodyJudgedIsNoneAnyLonger() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/manifest.sqlite"
    try record(
      try Self.rows(), verdicts: [93: .right, 57: .unsure],
      in: ManifestDatabase(path: path, version: "1"))
    let found = try ManifestReader(path).query("SELECT clip, verdict FROM suspects LIMIT 2")
    #expect(found == ["57|unsure", "70|NULL"])
  }

  /// Another seed is another opinion; a baseline is none.
  @Test func contendersAreCounted() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/manifest.sqlite"
    let manifest = try ManifestDatabase(path: path, version: "1")
    try record(try Self.rows(), in: manifest)
    // Whoever takes a clip for a third class does not agree.
    let counts = "SELECT DISTINCT agreeing, asked FROM suspects ORDER BY agreeing"
    let found = try ManifestReader(path).query(counts)
    #expect(found == ["0|1", "1|1"])
  }

  @Test func aLeakySplitHasNone() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/manifest.sqlite"
    try record(
      try Self.rows(), honest: Digest(of: "honest"), in: ManifestDatabase(path: path, version: "1"))
    for view in Self.views {
      #expect(try ManifestReader(path).query("SELECT * FROM \(view)").isEmpty, "\(view)")
    }
  }

  @Test func anHonestOneHasAll() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/manifest.sqlite"
    try record(try Self.rows(), in: ManifestDatabase(path: path, version: "1"))
    for view in Self.views {
      #expect(try !ManifestReader(path).query("SELECT * FROM \(view)").isEmpty, "\(view)")
    }
  }

  private static let views = [
    "suspects", "reliability", "risk_coverage", "sets", "rejections", "unknown_sounds",
  ]
  private static let promises = [
    "sets_90_coverage": 0.9, "sets_90_size": 1.2, "rejected_10": 0.1,
  ]

  /// At the whole, risk is the error rate; at the surest half, that of these clips.
  @Test func risksAreThoseOfTheSurestClips() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/manifest.sqlite"
    let rows = try Self.rows()
    try record(rows, in: ManifestDatabase(path: path, version: "1"))
    let found = try ManifestReader(path).query(
      """
      SELECT round(coverage, 2), clips, round(risk * clips) FROM risk_coverage
      WHERE network = 'cnn4' AND coverage IN (0.5, 1)
      """)
    let surest = rows.map { row in
      let most = row.probabilities.indices.max { row.probabilities[$0] < row.probabilities[$1] }!
      return (probability: row.probabilities[most], isWrong: most != row.label)
    }.sorted { $0.probability > $1.probability }
    #expect(
      found
        == [rows.count / 2, rows.count].map { count in
          "\(count == rows.count ? "1.0" : "0.5")|\(count)|\(surest.prefix(count).count(where: \.isWrong)).0"
        })
  }

  /// Label and probabilities of each clip.
  private static func rows() throws -> [(label: Int, probabilities: [Double])] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "ScoringTests/Golden/predictions.csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map {
      let fields = $0.split(separator: ",")
      return (Int(fields[3])!, fields[4...].map { Double($0)! })
    }
  }

  private func record(
    _ rows: [(label: Int, probabilities: [Double])], verdicts: [Int: Verdict] = [:],
    honest: Digest? = nil, in manifest: ManifestDatabase
  ) throws {
    let dataSet = try manifest.dataSet(identity: "here", name: "test")
    try manifest.setClasses((0..<10).map { "\($0)" }, of: dataSet)
    let configuration = try manifest.use(
      ConfigurationRecord(
        digest: Digest(of: "a"), json: "{}", dataSet: dataSet, minimumSeconds: 0, recipes: [:]),
      at: 1)
    try manifest.record(
      rows.enumerated().map { index, row in
        ClipChange(
          position: index,
          listing: ClipListing(
            name: "\(index)", path: "\(index).wav", fold: 1, label: row.label,
            recording: "\(index)", salience: 1, start: nil, end: nil,
            verdict: verdicts[index], listedLabel: verdicts[index].map { _ in row.label }),
          file: nil, frames: nil, fault: nil)
      }, in: dataSet)
    let clips = try manifest.clips(of: dataSet).map(\.id)
    for network in ["cnn4", "linear"] {
      let run = try manifest.begin(
        NewRun(
          key: Digest(of: network), experiment: Digest(of: network), network: network,
          trainFolds: [2], testFolds: [1], seed: 1, precision: "float32", epochs: 1, clips: 2,
          settings: "", machine: "", honest: honest), for: configuration, at: 0)
      let predictions = zip(clips, rows).map { clip, row in
        let shares = row.probabilities.enumerated().map { "\"\($0)\": \($1)" }
        let predicted = row.probabilities.indices.max {
          row.probabilities[$0] < row.probabilities[$1]
        }!
        return PredictionRecord(
          clip: clip, label: row.label, predicted: predicted,
          probability: row.probabilities[predicted],
          probabilities: "{\(shares.joined(separator: ", "))}")
      }
      try manifest.record(
        FoldScores(
          fold: 1, condition: .clean, clips: rows.count, metrics: Self.promises, classes: []),
        predictions, of: run, key: Digest(of: "key"))
      try manifest.record(
        FoldScores(
          fold: 1, condition: Condition(unknownClass: "siren"), clips: 0,
          metrics: ["sounds": 5, "auroc": 0.8, "caught_10": 0.4], classes: []),
        [], of: run, key: Digest(of: "key"))
      try manifest.use(run, testFolds: [1], for: configuration.id)
    }
  }
}
