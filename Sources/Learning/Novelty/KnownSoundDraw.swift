import Numerics

/// Which training sounds others are compared with, and which, of other recordings, say how far from these sounds
/// are that are known as well.
package struct KnownSoundDraw {
  /// Places of sounds that are compared with, those of a recording one after the other.
  package let neighbours: [Int]
  /// Places of sounds that calibrate, one a recording.
  package let calibration: [Int]

  /// Sounds of a recording: more of them add little to what is near.
  static let perRecording = 4
  /// Sounds that a model's file carries at most: at 384 numbers each, 3 MB.
  static let largestCount = 4_096
  /// The share of recordings that calibrate, where none were kept back.
  static let calibrationShare = 0.2

  /// - Parameters:
  ///   - recordings: Each sound's.
  ///   - keptBack: The recordings that the network has not learned from; nil: it has learned from none, and a
  ///     fifth is drawn.
  /// - Returns: nil where one kind has no recording.
  package init?(recordings: [String], keptBack: Set<String>? = nil, seed: UInt64) {
    var random = Philox(seed: seed, purpose: "known sounds")
    let sounds = Dictionary(grouping: recordings.indices) { recordings[$0] }
    var names = sounds.keys.sorted()
    names = random.permutation(names.count).map { names[$0] }
    let share = (Double(names.count) * Self.calibrationShare).rounded()
    let kept = keptBack ?? Set(names.prefix(max(1, Int(share))))
    calibration = names.filter(kept.contains).map { name in
      sounds[name]![random.uniform(below: sounds[name]!.count)]
    }
    // In an order of their own; where there are too many, each recording gives fewer.
    let drawn = names.filter { !kept.contains($0) }.map { name in
      let own = sounds[name]!
      return random.permutation(own.count).prefix(Self.perRecording).map { own[$0] }
    }
    let rounds = (0..<Self.perRecording).flatMap { round in
      drawn.indices.filter { round < drawn[$0].count }.map { (recording: $0, round: round) }
    }
    let taken = rounds.prefix(Self.largestCount)
    neighbours = taken.sorted { ($0.recording, $0.round) < ($1.recording, $1.round) }
      .map { drawn[$0.recording][$0.round] }
    if calibration.isEmpty || neighbours.isEmpty { return nil }
  }
}
