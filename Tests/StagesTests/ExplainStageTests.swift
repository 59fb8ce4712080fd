import ModelStages
import Pipeline
import TestSupport
import Testing

/// What is found out about tested networks, once.
@Suite(.serialized) struct ExplainStageTests {
  private func explain(_ data: SmallDataSet) throws -> Int {
    try data.run(ExplainStage(folds: FoldSelection()))
  }

  @Test func aNetworkIsAskedOnce() throws {
    let data = try SmallDataSet(clips: 24, folds: 2)
    data.overrides = ["training.epochs=1"]
    #expect(throws: StageError.self) { try explain(data) }
    try data.runAll()
    let before = try data.query("SELECT accuracy, log_loss FROM leaderboard ORDER BY network")
    // Four changes of two folds, the evidence and the map of two runs; of baselines nothing.
    #expect(try explain(data) == 12)
    #expect(try explain(data) == 0)
    #expect(try data.runAll() == Counts())
    #expect(
      try data.query("SELECT accuracy, log_loss FROM leaderboard ORDER BY network") == before)
    #expect(try data.query("SELECT count(*) FROM map WHERE x IS NOT NULL") == ["24"])
    #expect(
      try data.query("SELECT change || ' ' || folds || ' ' || clips FROM image_changes") == [
        "frames shuffled 2 24", "frames reversed 2 24", "bands upside down 2 24",
        "first second only 2 24",
      ])
    // Clips are shorter than a second: nothing is taken away.
    #expect(
      try data.query(
        "SELECT accuracy = clean_accuracy FROM image_changes WHERE change = 'first second only'")
        == ["1"])
    // Shares of a map make a whole, of clips in which nothing speaks for the class nothing.
    let wholes = try data.query(
      "SELECT sum(activation) FROM class_evidence GROUP BY label, axis"
    ).compactMap { Double($0) }
    #expect(!wholes.isEmpty && wholes.allSatisfy { -1e-6...1 + 1e-6 ~= $0 })
  }

  @Test func probesOfOneFrozenNetworkHaveOneMap() throws {
    let data = try SmallDataSet.probing()
    try data.runAll()
    #expect(try explain(data) == 11)
    #expect(try data.query("SELECT count(DISTINCT divergence) FROM map") == ["1"])
    #expect(try data.query("SELECT count(*) FROM map") == ["24"])
    #expect(try explain(data) == 0)
  }
}
