import Numerics
import Scoring
import Testing

@Suite struct ConformalSetsTests {
  /// Of nine scores and 80 %, the eighth one counts: ⌈(9 + 1) × 0.8⌉.
  @Test func theThresholdIsARankOfTheScores() {
    let sets = ConformalSets(scores: [0.9, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
    #expect(abs(sets.leastProbability(alpha: 0.2) - 0.2) < 1e-12)
    #expect(sets.set(of: [0.7, 0.25, 0.05], alpha: 0.2) == [true, true, false])
    // Where no class is likely enough, the likeliest stands.
    #expect(sets.set(of: [0.4, 0.35, 0.25], alpha: 0.7) == [true, false, false])
    // Nine clips cannot promise 95 %.
    #expect(sets.set(of: [1, 0, 0], alpha: 0.05) == [true, true, true])
  }

  /// `numpy.quantile(1 - p[truth], ceil((n + 1) * (1 - alpha)) / n, method="inverted_cdf")`.
  @Test(arguments: [(0.1, 0.929972), (0.2, 0.863458)])
  func theThresholdEqualsNumpys(alpha: Double, quantile: Double) throws {
    let predictions = try Predictions()
    let scores = predictions.truth.enumerated().map {
      1 - predictions.probabilities[$0 * Predictions.classCount + $1]
    }
    let sets = ConformalSets(scores: scores)
    #expect(abs(1 - sets.leastProbability(alpha: alpha) - quantile) < 1e-12)
  }

  @Test func eachRecordingCountsOnce() throws {
    let sets = ConformalSets(scores: [0.5])
    // One slice of `a` is missed of four, the only one of `b` is.
    let found = try #require(
      sets.measure(
        [[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.9, 0.1]], labels: [0, 0, 0, 1, 1],
        recordings: ["a", "a", "a", "a", "b"], alpha: 0.5))
    #expect(found.coverage == (0.75 + 0) / 2)
    #expect(found.size == 1)
    #expect(sets.measure([], labels: [], recordings: [], alpha: 0.1) == nil)
  }

  /// Recordings with their own difficulty, of `slices` clips each: one of each recording keeps the promise.
  @Test(arguments: [1...1, 1...20])
  func thePromiseIsKept(slices: ClosedRange<Int>) throws {
    var coverage = 0.0
    let draws = 300
    for draw in 0..<draws {
      var random = Philox(seed: 5, purpose: "sets", epoch: draw)
      func recording() -> [(shares: [Double], label: Int)] {
        let skill = random.uniform()
        return (0..<slices.lowerBound + random.uniform(below: slices.count)).map { _ in
          let truth = min(1, max(0, skill + 0.2 * random.normal()))
          let rest = (1 - truth) * random.uniform()
          return ([truth, rest, 1 - truth - rest], 0)
        }
      }
      let scores = (0..<60).map { _ in
        let clips = recording()
        return 1 - clips[random.uniform(below: clips.count)].shares[0]
      }
      let tested = (0..<40).map { _ in recording() }
      let measured = try #require(
        ConformalSets(scores: scores).measure(
          tested.joined().map(\.shares), labels: tested.joined().map(\.label),
          recordings: tested.enumerated().flatMap { index, clips in clips.map { _ in "\(index)" } },
          alpha: 0.1))
      coverage += measured.coverage / Double(draws)
    }
    // At least what is promised, and by so many scores no more than 1/61 above it; the likeliest class, which is
    // always in the set, may add to that.
    #expect((0.89...0.94).contains(coverage), "\(coverage)")
  }
}
