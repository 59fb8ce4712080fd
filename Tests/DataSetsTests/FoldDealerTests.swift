import DataSets
import Testing

struct FoldDealerTests {
  @Test(arguments: [2, 5, 10])
  func sharesEachClassEqually(folds: Int) {
    let clips = deal((0..<3).flatMap { c in (0..<(100 + 7 * c)).map { ("c\(c)/\($0)", c) } }, folds)
    for c in 0..<3 {
      let counts = (1...folds).map { fold in clips.count { $0.classIndex == c && $0.fold == fold } }
      #expect(counts.max()! - counts.min()! <= 1)
    }
  }

  @Test func keepsRecordingsWholeAndStillBalances() {
    let clips = deal((0..<400).map { ("r\($0 * $0 % 90)", 0) }, 5)
    let recordings = Dictionary(grouping: clips, by: \.recording)
    #expect(recordings.values.allSatisfy { Set($0.map(\.fold)).count == 1 })
    let counts = (1...5).map { fold in clips.count { $0.fold == fold } }
    let longest = recordings.values.map(\.count).max()!
    #expect(counts.max()! - counts.min()! <= longest)
  }

  @Test func dealsTheSameOnEveryMachine() {
    #expect(
      deal((0..<10).map { ("owl/\($0).wav", 0) }, 5).map(\.fold) == [4, 3, 5, 4, 3, 5, 1, 2, 2, 1])
  }

  @Test func movesFewForANewcomer() {
    let files = (0..<1_001).map { ("owl/\($0).wav", 0) }
    var most = 0
    for count in 950..<1_000 {
      let before = deal(Array(files[..<count]), 5)
      let after = deal(Array(files[...count]), 5)
      let moved = zip(before, after).count { $0.fold != $1.fold }
      most = max(most, moved)
    }
    #expect(most <= 10)
  }

  private func deal(_ clips: [(recording: String, classIndex: Int)], _ folds: Int) -> [ClipRow] {
    var rows = clips.enumerated().map {
      ClipRow(
        name: "\($0)", path: "", fold: 0, label: "", classIndex: $1.classIndex,
        recording: $1.recording)
    }
    FoldDealer(folds: folds).deal(&rows, classes: clips.map(\.classIndex).max()! + 1)
    return rows
  }
}
