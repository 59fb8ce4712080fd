/// Many sounds' landmarks, to be asked which sounds share some at one distance in time.
public struct LandmarkIndex: Sendable {
  /// A sound that has landmarks of another, all of them by as much later or earlier.
  public struct Match: Sendable {
    public let sound: Int
    /// How much later in the sound that was asked for, in samples at `Landmarks.sampleRate`, to a hop.
    public let lag: Int
  }

  private let sounds: [Landmarks]
  /// Where the entries of each kind of landmark begin, and their number at the end.
  private let starts: [Int32]
  private let entries: [Entry]

  private struct Entry {
    var sound: Int32
    var frame: Int32
  }

  /// What so many sounds have tells none from another.
  private static let mostCommon = 1_000
  /// Fewer agree by chance.
  private static let least = 8

  public init(_ sounds: [Landmarks]) {
    var starts = [Int32](repeating: 0, count: Landmarks.kinds + 1)
    for sound in sounds {
      for hash in sound.hashes { starts[Int(hash) + 1] += 1 }
    }
    for kind in 0..<Landmarks.kinds { starts[kind + 1] += starts[kind] }
    var ends = starts
    var entries = [Entry](repeating: Entry(sound: 0, frame: 0), count: Int(starts.last!))
    for (number, sound) in sounds.enumerated() {
      for (hash, frame) in zip(sound.hashes, sound.frames) {
        entries[Int(ends[Int(hash)])] = Entry(sound: Int32(number), frame: frame)
        ends[Int(hash)] += 1
      }
    }
    (self.sounds, self.starts, self.entries) = (sounds, starts, entries)
  }

  /// Sounds behind `sound` in the list that share landmarks with it, each with the lag at which most agree.
  ///
  /// - Parameter isAsked: Which sounds are of interest.
  public func matches(of sound: Int, where isAsked: (Int) -> Bool) -> [Match] {
    // A number for each landmark shared: the other sound, and how much later.
    var shared: [Int64] = []
    for (hash, frame) in zip(sounds[sound].hashes, sounds[sound].frames) {
      let range = Int(starts[Int(hash)])..<Int(starts[Int(hash) + 1])
      guard range.count <= Self.mostCommon else { continue }
      for entry in entries[range] where entry.sound > sound {
        shared.append(Int64(entry.sound) << 32 + Int64(frame - entry.frame) + Self.middle)
      }
    }
    shared.sort()
    var matches: [Match] = []
    var rest = shared[...]
    while let first = rest.first {
      let other = Int(first >> 32)
      let own = rest.prefix { Int($0 >> 32) == other }
      rest = rest[own.endIndex...]
      guard own.count >= Self.least, isAsked(other), let lag = Self.lag(own) else { continue }
      matches.append(Match(sound: other, lag: lag * Landmarks.hopLength))
    }
    return matches
  }

  /// So that lags are never below zero in a number's low half.
  private static let middle: Int64 = 1 << 30

  /// The lag, in frames, at which and beside which most agree: of two frames each has a half.
  private static func lag(_ sorted: ArraySlice<Int64>) -> Int? {
    var lag: Int?
    var most = least - 1
    var begin = sorted.startIndex
    for end in sorted.indices {
      while sorted[end] - sorted[begin] > 1 { begin += 1 }
      let count = end - begin + 1
      if count > most {
        lag = Int(sorted[begin] & 0xFFFF_FFFF - middle)
        most = count
      }
    }
    return lag
  }
}
