import Configuration
import Digests
import Pipeline
import Testing

/// Folds that are words: tested on `test` after training on the rest.
@Suite struct FoldNamesTests {
  private let names = FoldNames([1: "test", 2: "train", 5: "valid"])
  private let known = [1, 2, 5]

  @Test func isTestedOnTest() throws {
    #expect(
      try FoldSelection().splits(of: known, named: names) == [FoldSplit(train: [2, 5], test: [1])])
  }

  @Test func trainsOnTestOnlyWhereThatIsAsked() throws {
    let valid = FoldSelection(tested: [FoldName(argument: "valid")])
    #expect(try valid.splits(of: known, named: names) == [FoldSplit(train: [2], test: [5])])
    let all = FoldSelection(
      train: ["train", "test"].map { FoldName(argument: $0) }, test: [FoldName(argument: "valid")])
    #expect(try all.splits(of: known, named: names) == [FoldSplit(train: [1, 2], test: [5])])
  }

  @Test func takesValidForATestWhereThereIsNone() throws {
    let names = FoldNames([1: "Train", 2: "Val"])
    #expect(
      try FoldSelection().splits(of: [1, 2], named: names) == [FoldSplit(train: [1], test: [2])])
  }

  @Test func testsOtherWordsInTurn() throws {
    let names = FoldNames([1: "north", 2: "south"])
    #expect(try FoldSelection().splits(of: [1, 2], named: names).map(\.test) == [[1], [2]])
  }

  @Test func namesTheFoldsOfAnError() {
    #expect {
      try FoldSelection(tested: [7]).splits(of: known, named: names)
    } throws: {
      "\($0)" == "There is no fold 7 with tensors; the folds are test, train, valid."
    }
  }

  @Test func aStretchIsPartOfAKeyAndAWholeFileIsNot() throws {
    let recipes = Recipes(try PipelineConfiguration(text: Array("{}".utf8), path: "pipeline.json"))
    let source = Digest(of: "a file")
    let keys = [nil, 0..<100, 0..<101, 1..<101].map {
      recipes.waveformKey(source: source, frames: $0, segment: 0)
    }
    #expect(Set(keys).count == 4)
    #expect(keys[0] == recipes.waveformKey(source: source, segment: 0))
  }
}
