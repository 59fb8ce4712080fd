import Foundation
import Numerics
import TensorFiles
import Testing

import Learning

@Suite struct ProbeTests {
  private func golden() throws -> SafetensorsFile {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try SafetensorsFile(
      contentsOf: folder.appending(path: "Golden/probe.safetensors").path)
  }

  @Test(arguments: [("strong", 0.03), ("weak", 3.0)])
  func equalsScikitLearns(name: String, inversePenalty: Double) throws {
    let file = try golden()
    let embeddings = try file.floats(named: "embeddings")
    let labels = try file.integers(named: "labels").map { Int($0) }
    let probe = try Probe(
      embeddings, labels: labels, groups: labels.indices.map { "\($0)" }, classes: 4,
      inversePenalty: inversePenalty)
    let expected = try file.floats(named: "\(name).probabilities")
    let found = probe.probabilities(of: embeddings)
    #expect(found.count == expected.count)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 2e-4 })
  }

  /// Each class with a probability of its own, as in a `OneVsRestClassifier`.
  @Test func ofSeveralLabelsEqualsScikitLearns() throws {
    let file = try golden()
    let embeddings = try file.floats(named: "embeddings")
    let flags = try file.integers(named: "several.labels")
    let rows = stride(from: 0, to: flags.count, by: 4).map { row in
      (0..<4).filter { flags[row + $0] == 1 }
    }
    #expect(rows.contains([]) && rows.contains { $0.count == 2 })
    let probe = try Probe(
      embeddings, labels: ProbeLabels(several: rows, classes: 4),
      groups: rows.indices.map { "\($0)" }, inversePenalty: 0.03)
    let expected = try file.floats(named: "several.probabilities")
    let found = probe.probabilities(of: embeddings)
    #expect(found.count == expected.count)
    let largest = zip(found, expected).map { abs($0 - $1) }.max()!
    #expect(largest < 2e-4)
    #expect(probe.heldOutProbabilities.count == expected.count)
  }

  /// Rows of a recording are all but equal, and recordings have labels by chance: who has heard others alone
  /// knows nothing.
  @Test func heldOutRowsAreNotKnownByTheirRecording() throws {
    var random = Philox(seed: 5, purpose: "probe test")
    var embeddings: [Float] = []
    var (labels, recordings): ([Int], [String]) = ([], [])
    for recording in 0..<24 {
      let own = (0..<40).map { _ in Float.random(in: -1...1, using: &random) }
      for _ in 0..<6 {
        embeddings += own.map { $0 + Float.random(in: -0.01...0.01, using: &random) }
        labels.append(recording % 2)
        recordings.append("recording \(recording)")
      }
    }
    func accuracy(_ groups: [String]) throws -> Double {
      let found = try #require(
        try Probe.heldOutProbabilities(
          embeddings, labels: ProbeLabels(labels, classes: 2), groups: groups))
      let right = labels.indices.count { found[$0 * 2 + labels[$0]] > 0.5 }
      return Double(right) / Double(labels.count)
    }
    #expect(try accuracy(labels.indices.map { "\($0)" }) == 1)
    #expect(try accuracy(recordings) < 0.8)
    #expect(
      try Probe.heldOutProbabilities(
        embeddings, labels: ProbeLabels(labels, classes: 2), groups: labels.map { _ in "one" })
        == nil)
  }

  /// Recordings of twelve slices that are all but equal: held out row by row, any C looks perfect.
  @Test func thePenaltyIsChosenOnRecordingsThatWereHeldOut() throws {
    var random = Philox(seed: 3, purpose: "probe test")
    var embeddings: [Float] = []
    var (labels, recordings): ([Int], [String]) = ([], [])
    for recording in 0..<24 {
      let own = (0..<40).map { _ in Float.random(in: -1...1, using: &random) }
      for _ in 0..<12 {
        embeddings += own.map { $0 + Float.random(in: -0.01...0.01, using: &random) }
        labels.append(recording % 2)
        recordings.append("recording \(recording)")
      }
    }
    let byRecording = try Probe(
      embeddings, labels: labels, groups: recordings, classes: 2, inversePenalty: nil)
    let byRow = try Probe(
      embeddings, labels: labels, groups: labels.indices.map { "\($0)" }, classes: 2,
      inversePenalty: nil)
    #expect(byRow.trials.last!.accuracy == 1)
    #expect(byRecording.trials.last!.accuracy < 0.8)
    #expect(byRecording.inversePenalty < byRow.inversePenalty)
    let again = try Probe(
      embeddings, labels: labels, groups: recordings, classes: 2, inversePenalty: nil)
    #expect(again.weights == byRecording.weights && again.trials == byRecording.trials)
  }

  @Test func foldsKeepGroupsTogetherAndSpreadClasses() {
    var (labels, groups): ([Int], [String]) = ([], [])
    for group in 0..<40 {
      for _ in 0...group % 3 {
        labels.append(group % 4)
        groups.append("\(group)")
      }
    }
    let folds = GroupedFolds(labels: labels, groups: groups)
    #expect(folds.count == 5)
    for rows in Dictionary(grouping: labels.indices, by: { groups[$0] }).values {
      #expect(Set(rows.map { folds.folds[$0] }).count == 1)
    }
    for label in 0..<4 {
      let rows = labels.indices.filter { labels[$0] == label }
      for fold in 0..<5 {
        let share = Double(rows.count { folds.folds[$0] == fold }) / Double(rows.count)
        #expect(0.1...0.3 ~= share)
      }
    }
  }

  /// Held out together, they would leave nothing to learn from.
  @Test func groupsThatShareNoClassLeaveNoFoldEmpty() throws {
    let folds = GroupedFolds(labels: [0, 0, 1, 1], groups: ["a", "a", "b", "b"])
    #expect(Set(folds.folds) == Set(0..<folds.count))
    let probe = try Probe(
      [0, 1, 2, 3], labels: [0, 0, 1, 1], groups: ["a", "a", "b", "b"], classes: 2,
      inversePenalty: nil)
    #expect(probe.biases.allSatisfy { $0.isFinite })
  }

  @Test func oneRecordingAloneGetsTheUsualPenalty() throws {
    let probe = try Probe(
      [0, 1, 2, 3], labels: [0, 0, 1, 1], groups: ["a", "a", "a", "a"], classes: 2,
      inversePenalty: nil)
    #expect(probe.inversePenalty == 0.03 && probe.trials.isEmpty)
  }

  @Test func clipsAreNeeded() {
    #expect(throws: TrainingError.noClips) {
      try Probe([], labels: [], groups: [], classes: 2, inversePenalty: nil)
    }
  }
}
