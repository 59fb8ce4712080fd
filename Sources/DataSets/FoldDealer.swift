/// Shares clips out to folds 1, 2, …: the clips of a recording together, each class in nearly equal
/// parts, and so that a file more or less moves few others.
///
/// For each class in turn: every fold has room for an equal part of its clips, rounded down. The
/// recordings, those of most clips first, then in the order of their hashes, each go to the fold
/// that they like best (a hash of recording and fold) among those with room; the few for which no
/// fold has room go to where the class has fewest. A recording of two classes stays where the first
/// one put it. A newcomer of one clip takes at most one place in each fold from another, so a file
/// more moves a handful of others, however many there are.
package struct FoldDealer {
  let folds: Int

  package init(folds: Int) { self.folds = folds }

  package func deal(_ clips: inout [ClipRow], classes: Int) {
    var fold: [String: Int] = [:]
    for byRecording in recordings(clips, classes: classes) {
      var load = [Int](repeating: 0, count: folds)
      for (recording, count) in byRecording {
        if let fold = fold[recording] { load[fold] += count }
      }
      let room = byRecording.values.reduce(0, +) / folds
      let newcomers = byRecording.filter { fold[$0.key] == nil }
        .map { (recording: $0.key, count: $0.value, hash: hash($0.key)) }
        .sorted { ($1.count, $0.hash, $0.recording) < ($0.count, $1.hash, $1.recording) }
      for (recording, count, hash) in newcomers {
        let liked = (0..<folds).map { (fold: $0, rank: mix(hash ^ mix(UInt64($0 + 1)))) }
          .sorted { $0.rank < $1.rank }.map(\.fold)
        let chosen =
          liked.first { load[$0] + count <= room } ?? liked.min { load[$0] < load[$1] }!
        fold[recording] = chosen
        load[chosen] += count
      }
    }
    for clip in clips.indices { clips[clip].fold = fold[clips[clip].recording]! + 1 }
  }

  /// For each class, how many of its clips each recording has; last, how many of none.
  private func recordings(_ clips: [ClipRow], classes: Int) -> [[String: Int]] {
    var counts = [[String: Int]](repeating: [:], count: classes + 1)
    for clip in clips {
      let indices = clip.classIndices.isEmpty ? [classes] : clip.classIndices
      for index in indices { counts[index][clip.recording, default: 0] += 1 }
    }
    return counts
  }

  /// FNV-1a, 64 bits: the same on every machine, which Swift's own hash is not.
  private func hash(_ text: String) -> UInt64 {
    mix(text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
  }

  /// SplitMix64's finaliser.
  private func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
