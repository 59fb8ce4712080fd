import ModelStages
import Pipeline
import Testing

@Suite struct ClassRemarkTests {
  private func remarks(_ clips: [(fold: Int, label: Int)]) -> [String] {
    let splits = [FoldSplit(train: [2], test: [1]), FoldSplit(train: [1], test: [2])]
    return ClassRemarks(
      clips, classes: ["dog", "siren", "rain"], splits: splits, foldNames: FoldNames()
    ).sentences
  }

  @Test func nothingIsSaidOfWhatIsAsItShouldBe() {
    #expect(remarks([(1, 0), (2, 0), (1, 1), (2, 1)]).isEmpty)
  }

  @Test func oneClassOnly() {
    #expect(remarks([(1, 1), (2, 1)]).first?.contains("All clips are of one class, siren") == true)
  }

  @Test func aClassWithOneClip() {
    let said = remarks([(1, 0), (2, 0), (1, 1), (2, 1), (2, 2)])
    #expect(said.count == 1)
    #expect(said.first?.hasPrefix("The class rain has one clip only") == true)
  }

  @Test func aClassThatOnlyTheTestedFoldHas() {
    let said = remarks([(1, 0), (2, 0), (1, 1), (2, 1), (2, 2), (2, 2)])
    #expect(
      said == [
        "The class rain has clips in the tested fold 2 alone: all 2 of them will be taken for something else."
      ])
  }
}
