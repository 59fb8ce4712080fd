import Numerics
import Scoring
import Testing

@Suite struct ConformalNoveltyTests {
  /// (1 + known sounds at least as strange) / (1 + all).
  @Test func pValuesAreRanks() {
    let novelty = ConformalNovelty(scores: [0.4, 0.1, 0.2, 0.3])
    #expect(novelty.pValue(of: 0.05) == 1)
    #expect(novelty.pValue(of: 0.2) == 0.8)
    #expect(novelty.pValue(of: 0.25) == 0.6)
    #expect(novelty.pValue(of: 0.4) == 0.4)
    #expect(novelty.pValue(of: 0.5) == 0.2)
    #expect(novelty.isRejected(0.5, alpha: 0.2) && !novelty.isRejected(0.4, alpha: 0.2))
    // Nine known sounds can promise a tenth, eight cannot.
    let nine = ConformalNovelty(scores: (1...9).map { Double($0) })
    #expect(nine.isRejected(10, alpha: 0.1) && !nine.isRejected(9, alpha: 0.1))
    #expect(!ConformalNovelty(scores: Array(repeating: 1, count: 8)).isRejected(10, alpha: 0.1))
  }

  @Test func eachRecordingCountsOnce() throws {
    let novelty = ConformalNovelty(scores: [1])
    // One slice of `a` is rejected of four, the only one of `b` is.
    let share = novelty.rejectedShare(
      of: [0, 0, 2, 0, 2], recordings: ["a", "a", "a", "a", "b"], alpha: 0.5)
    #expect(share == (0.25 + 1) / 2)
    #expect(novelty.rejectedShare(of: [], recordings: [], alpha: 0.5) == nil)
  }

  /// Sounds of recordings that lie around their own places on a line, known ones from 0 to 1; the score is the
  /// distance from the nearest of those that are compared with.
  private struct Line {
    var random: Philox
    /// How many near-identical clips recordings have: up to so many.
    let clips: Int
    let near: [Double]

    init(draw: Int, clips: Int) {
      var random = Philox(seed: 3, purpose: "novelty", epoch: draw)
      near = (0..<30).map { _ in random.uniform() }
      self.clips = clips
      self.random = random
    }

    /// The scores of a recording's clips.
    mutating func recording() -> [Double] {
      let place = random.uniform() * 1.2
      return (0...random.uniform(below: clips)).map { _ in
        let sound = place + 0.001 * random.normal()
        return near.map { abs($0 - sound) }.min()!
      }
    }
  }

  /// Over so many draws the share of rejected recordings is within four deviations of a binomial's.
  @Test(arguments: [1, 40])
  func thePromiseIsKeptByOneClipOfEachRecording(clips: Int) throws {
    let (draws, alpha) = (2_000, 0.1)
    var rejected = 0.0
    for draw in 0..<draws {
      var line = Line(draw: draw, clips: clips)
      let novelty = ConformalNovelty(
        scores: (0..<19).map { _ in
          let own = line.recording()
          return own[line.random.uniform(below: own.count)]
        })
      let tested = line.recording()
      rejected += try #require(
        novelty.rejectedShare(
          of: tested, recordings: tested.map { _ in "a" }, alpha: alpha))
    }
    let bound = 4 * (alpha * (1 - alpha) / Double(draws)).squareRoot()
    #expect(abs(rejected / Double(draws) - alpha) < bound, "\(rejected / Double(draws))")
  }

  /// Of few recordings with many clips, the largest one speaks for all where every clip counts.
  @Test func allClipsOfFewRecordingsWouldBreakThePromise() throws {
    let (draws, alpha) = (2_000, 0.1)
    var rejected = 0.0
    for draw in 0..<draws {
      var line = Line(draw: draw, clips: 40)
      let novelty = ConformalNovelty(scores: (0..<4).flatMap { _ in line.recording() })
      let tested = line.recording()
      rejected += try #require(
        novelty.rejectedShare(
          of: tested, recordings: tested.map { _ in "a" }, alpha: alpha))
    }
    #expect(rejected / Double(draws) > 1.5 * alpha, "\(rejected / Double(draws))")
  }

  /// scikit-learn's `roc_auc_score(y, s)` and `roc_auc_score(y, s, sample_weight=w)`.
  @Test func theAreaEqualsScikitLearns() throws {
    let scores = [0.1, 0.4, 0.35, 0.8, 0.35, 0.7, 0.1, 0.9]
    let isPositive = [false, false, true, true, false, true, true, false]
    let plain = try #require(ROCArea.value(scores: scores, isPositive: isPositive))
    #expect(abs(plain - 0.5) < 1e-12)
    let weighted = try #require(
      ROCArea.value(
        scores: scores, isPositive: isPositive, weights: [1, 0.5, 0.25, 1, 0.5, 1, 0.2, 1]))
    #expect(abs(weighted - 0.6003401360544218) < 1e-12)
    #expect(ROCArea.value(scores: [1, 2], isPositive: [true, true]) == nil)
  }
}
