import Numerics

/// Whether one classifier is better than another on the same clips, or was lucky.
///
/// Recordings, not clips, are drawn again: slices of one recording stand or fall together, so that a
/// fold has far fewer independent clips than it seems.
///
/// Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, percentile intervals.
public struct PairedBootstrap: Equatable, Sendable {
  /// Accuracy of the first less accuracy of the second.
  public let difference: Double
  /// The 95 % interval of the difference.
  public let interval: ConfidenceInterval
  /// How many groups the clips fall into: the real size of the sample.
  public let groupCount: Int

  /// Draws the groups again `replicates` times; the same seed gives the same interval.
  /// - Parameters:
  ///   - first: for each clip, whether the first classifier was right.
  ///   - second: the same of the second, clip by clip.
  ///   - groups: for each clip, its recording.
  /// - Returns: nil for no clips.
  public init?<Group: Hashable>(
    first: [Bool], second: [Bool], groups: [Group], replicates: Int = 10_000, seed: UInt64 = 1
  ) {
    precondition(
      first.count == second.count && first.count == groups.count,
      "each clip needs both classifiers' outcome and a group")
    precondition(replicates > 0, "an interval needs replicates")
    guard !first.isEmpty else { return nil }

    var places: [Group: Int] = [:]
    var tallies: [(clips: Int, gain: Int)] = []
    for clip in first.indices {
      let place = places[groups[clip], default: tallies.count]
      if place == tallies.count {
        places[groups[clip]] = place
        tallies.append((0, 0))
      }
      tallies[place].clips += 1
      tallies[place].gain += (first[clip] ? 1 : 0) - (second[clip] ? 1 : 0)
    }

    let differences = (0..<replicates).map { replicate in
      var random = Philox(seed: seed, purpose: "bootstrap", epoch: replicate)
      var drawn = (clips: 0, gain: 0)
      for _ in tallies.indices {
        let tally = tallies[random.uniform(below: tallies.count)]
        drawn.clips += tally.clips
        drawn.gain += tally.gain
      }
      return Double(drawn.gain) / Double(drawn.clips)
    }.sorted()
    difference = Double(tallies.reduce(0) { $0 + $1.gain }) / Double(first.count)
    interval = ConfidenceInterval(
      lower: differences.quantile(0.025), upper: differences.quantile(0.975))
    groupCount = tallies.count
  }
}
