import Foundation
import TestSupport
import Testing

/// What stages tell a log, and people who read it later.
@Suite struct LogTests {
  private let project: Project

  init() throws {
    project = Project(try SmallDataSet())
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
  }

  /// Three folds of two epochs each.
  @Test func aTrainingIsALineAnEpochWithTheTimeLeftOverAllRuns() throws {
    let log = try project.run("train").errors.split(separator: "\n").map(String.init)
    let epochs = log.filter { $0.contains(" epoch ") }
    #expect(epochs.count == 6, "\(log)")
    #expect(
      epochs.allSatisfy { $0.contains(#/epoch [12]\/2, [0-9].* left, loss [0-9.]+, /#) },
      "\(epochs)")
    #expect(!log.contains { $0.contains("by rule") })
  }

  @Test func theConfusionMatrixNamesItsColumns() throws {
    let output = try project.runAll(["train", "evaluate"]).output
    let lines = output.split(separator: "\n").map(String.init)
    let first = try #require(lines.firstIndex { $0.hasPrefix("Confusion of cnn4") })
    let head = lines[first + 1].split(separator: " ").map(String.init)
    #expect(head == ["dog_b", "siren", "precision", "recall", "F1"])
    let row = lines[first + 2].split(separator: " ").map(String.init)
    #expect(row[0] == "dog_bark")
    #expect(row.count == 6)
  }
}
