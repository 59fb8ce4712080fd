import Foundation
import TestSupport
import Testing

/// What evaluate leaves under readable names.
@Suite struct ResultsFolderTests {
  var project: Project
  private let data: SmallDataSet
  private var results: String { "\(data.folder)/results" }

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
    try #require(project.runAll().status == 0)
  }

  private func folders() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: results).sorted()
  }

  private func hash(_ network: String) throws -> String {
    String(
      try project.query(
        "SELECT experiment FROM leaderboard WHERE network = '\(network)' AND current")[0]
        .prefix(8))
  }

  @Test func eachExperimentHasAFolderThatIsMadeAgain() throws {
    let folder = "cnn4 \(try hash("cnn4"))"
    #expect(try folders() == [folder, "duration \(hash("duration"))", "linear \(hash("linear"))"])
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(results)/\(folder)").sorted()
    #expect(
      names == [
        "classes.csv", "confusion.png", "folds.csv", "predictions.csv", "suspects.csv",
        "training.csv",
      ])
    let table = try String(contentsOfFile: "\(results)/\(folder)/predictions.csv", encoding: .utf8)
    let lines = table.split(separator: "\r\n")
    #expect(lines.count == 13)
    let columns = "run,clip,fold,label,predicted,probability,probabilities,leaky,original_label"
    #expect(lines[0] == columns)
    #expect(lines[1].contains(",100-0-0-0.wav,1,dog_bark,"), "\(lines[1])")
    try FileManager.default.removeItem(atPath: results)
    let ending = try project.run("evaluate")
    #expect(ending.output.contains("/results/\(folder)\n"), "\(ending)")
    #expect(
      try String(contentsOfFile: "\(results)/\(folder)/predictions.csv", encoding: .utf8) == table)
  }

  /// What somebody who listened wrote into a table is not to be had again.
  @Test func suspectsWithVerdictsAreLeftAlone() throws {
    let file = "\(results)/cnn4 \(try hash("cnn4"))/suspects.csv"
    func evaluated(_ table: String) throws -> String {
      try Data(table.utf8).write(to: URL(filePath: file))
      try #require(project.run("evaluate", ["--force"]).status == 0)
      return try String(contentsOfFile: file, encoding: .utf8)
    }
    let judged = "clip,label,verdict\n100-0-0-0.wav,siren,another\n"
    #expect(try evaluated(judged) == judged)
    #expect(try evaluated("clip,label,verdict\n100-0-0-0.wav,siren,\n").contains("agreeing"))
  }

  /// The first folder takes the name that tells it from the second.
  @Test func theNameSaysWhatDiffers() throws {
    let first = try hash("cnn4")
    var other = project
    other.flags = ["--set", "training.mixup=0"]
    try #require(other.runAll(["train", "evaluate"]).status == 0)
    #expect(try folders().contains("cnn4 mixup 0 \(hash("cnn4"))"))
    try #require(project.runAll(["train", "evaluate"]).status == 0)
    #expect(try folders().contains("cnn4 mixup 0.2 \(first)"))
    #expect(try folders().count == 4)
  }
}
