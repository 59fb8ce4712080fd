import Scoring
import Testing

@Suite struct UncertaintyTests {
  /// `statistics.mean` and `statistics.stdev` of Python.
  @Test func summarisesFolds() throws {
    let summary = try #require(Summary([0.61, 0.7, 0.655]))
    #expect(summary.count == 3)
    expect(summary.mean, 0.655)
    expect(try #require(summary.deviation), 0.045)
    #expect(Summary([0.5])?.deviation == nil)
    #expect(Summary([]) == nil)
  }

  @Test func wilsonsIntervalEqualsSciPys() {
    let interval = ConfidenceInterval.wilson(65, of: 104)
    expect(interval.lower, 0.5290673810155041)
    expect(interval.upper, 0.7120272803913829)
    #expect(ConfidenceInterval.wilson(0, of: 0).upper == 1)
    expect(ConfidenceInterval.wilson(0, of: 9).lower, 0)
    expect(ConfidenceInterval.wilson(9, of: 9).upper, 1)
  }

  @Test func mcNemarsTestEqualsSciPys() throws {
    let test = try McNemarTest(first: first(), second: Predictions().isSurelyRight)
    #expect(test.onlyFirst == 18 && test.onlySecond == 1)
    expect(test.probability, 7.62939453125e-05)
    expect(McNemarTest(onlyFirst: 4, onlySecond: 4).probability, 1)
    expect(McNemarTest(onlyFirst: 0, onlySecond: 0).probability, 1)
    // scipy.stats.binomtest(2000, 4200).pvalue
    expect(McNemarTest(onlyFirst: 2000, onlySecond: 2200).probability, 0.0021323556719912455)
  }

  /// numpy's 20,000 replicates gave 0.0851 to 0.2477; runs of 3,000 differ by less than this.
  @Test func bootstrapsOverRecordings() throws {
    let predictions = try Predictions()
    let bootstrap = try #require(
      PairedBootstrap(
        first: try first(), second: predictions.isSurelyRight, groups: predictions.recordings,
        replicates: 3_000))
    #expect(bootstrap.groupCount == 87)
    expect(bootstrap.difference, 0.16346153846153846)
    expect(bootstrap.interval.lower, 0.0851, within: 0.006)
    expect(bootstrap.interval.upper, 0.2477, within: 0.006)
  }

  @Test func theSeedDecidesTheInterval() throws {
    let predictions = try Predictions()
    let intervals = [1, 1, 2].map { seed in
      PairedBootstrap(
        first: predictions.isRight, second: predictions.isSurelyRight,
        groups: predictions.recordings, replicates: 300, seed: seed)?.interval
    }
    #expect(intervals[0] == intervals[1] && intervals[0] != intervals[2])
  }

  /// Ten clips of one recording say no more than one: the interval must not shrink.
  @Test func slicesOfARecordingStandTogether() throws {
    let first = (0..<40).map { $0 % 3 != 0 }
    let second = (0..<40).map { $0 % 2 == 0 }
    let once = PairedBootstrap(first: first, second: second, groups: Array(0..<40), replicates: 300)
    func tenfold<Value>(_ values: [Value]) -> [Value] {
      values.flatMap { [Value](repeating: $0, count: 10) }
    }
    let slices = PairedBootstrap(
      first: tenfold(first), second: tenfold(second), groups: tenfold(Array(0..<40)),
      replicates: 300)
    #expect(once == slices)
  }

  @Test func twinsDoNotDiffer() throws {
    let right = try Predictions().isRight
    let bootstrap = try #require(
      PairedBootstrap(first: right, second: right, groups: Array(right.indices), replicates: 300))
    #expect(bootstrap.interval == bootstrap.interval && bootstrap.interval.lower == 0)
    #expect(bootstrap.interval.upper == 0 && bootstrap.difference == 0)
    #expect(PairedBootstrap(first: [], second: [], groups: [Int]()) == nil)
  }

  /// The first classifier of `make_golden.py`, which fails on the first clip.
  private func first() throws -> [Bool] {
    [false] + (try Predictions().isRight.dropFirst())
  }
}
