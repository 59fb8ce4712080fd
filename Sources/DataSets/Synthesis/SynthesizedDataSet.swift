import Numerics

/// The plan of a data set in UrbanSound8K's shape: which clips there are, in which folds, with
/// which names, lengths and formats. ``ClipSynthesizer`` gives each its sound.
///
/// The classes are as uneven as the original's, all slices of a recording are in one fold, and a
/// clip's length says nothing about its class. The same arguments give the same plan everywhere.
public struct SynthesizedDataSet: Sendable {
  /// In the order of their recordings, which is the metadata's.
  public let clips: [SynthesizedClip]

  /// Where the metadata lies, relative to the data set's root.
  public static let metadataPath = "metadata/UrbanSound8K.csv"

  /// - Parameters:
  ///   - clips: 1 ... 100,000.
  ///   - folds: 1 ... 100.
  ///   - seconds: the longest clip's length, 0.01 ... 60 s.
  ///   - foreground: the share of recordings whose sound is in the foreground (salience 1), 0 ... 1.
  ///   - slices: the most clips of a recording, 1 ... 24.
  /// - Throws: ``SynthesisError`` where an argument is out of range.
  public init(
    clips count: Int, folds: Int = 10, seconds: Double = 4, foreground: Double = 0.65,
    slices: Int = 24, seed: UInt64
  ) throws {
    guard (1...100_000).contains(count) else { throw SynthesisError.clips(count) }
    guard (1...100).contains(folds) else { throw SynthesisError.folds(folds) }
    guard (0.01...60).contains(seconds) else { throw SynthesisError.seconds(seconds) }
    guard (0...1).contains(foreground) else { throw SynthesisError.foreground(foreground) }
    guard (1...24).contains(slices) else { throw SynthesisError.slices(slices) }
    var random = Philox(seed: seed, purpose: "synthesis: plan")
    let recordings = Self.recordings(clips: count, folds: folds, slices: slices, &random)
    var clips: [SynthesizedClip] = []
    clips.reserveCapacity(count)
    for (index, recording) in recordings.enumerated() {
      let identifier = 2000 + 7 * index + random.uniform(below: 7)
      clips += Self.slices(
        of: recording, identifier: identifier, seconds: seconds, foreground: foreground, &random)
    }
    self.clips = clips
  }

  /// The metadata CSV's text.
  public var metadata: String {
    var text = SynthesizedClip.metadataHeader + "\n"
    for clip in clips {
      text += clip.metadataRow
      text += "\n"
    }
    return text
  }

  /// What the data set takes on disk, without the file system's own overhead.
  public var byteCount: Int {
    clips.reduce(metadata.utf8.count) { $0 + $1.byteCount }
  }
}

extension SynthesizedDataSet {
  private struct Recording {
    let label: UrbanSoundClass
    let slices: Int
    let fold: Int
  }

  /// All recordings in random order, each class spread evenly over the folds.
  private static func recordings(
    clips: Int, folds: Int, slices: Int, _ random: inout Philox
  ) -> [Recording] {
    var recordings: [Recording] = []
    var clipsPerFold = [Int](repeating: 0, count: folds)
    for (label, count) in zip(UrbanSoundClass.allCases, counts(clips)) {
      // Few slices each in a small set, so that every fold gets recordings of every class.
      let most = min(max(count / (2 * folds), 1), slices)
      var classClipsPerFold = [Int](repeating: 0, count: folds)
      var left = count
      while left > 0 {
        let slices = min(1 + Int(-5 * PortableMath.log(1 - random.uniform())), most, left)
        let fold = (0..<folds).min {
          (classClipsPerFold[$0], clipsPerFold[$0]) < (classClipsPerFold[$1], clipsPerFold[$1])
        }!
        recordings.append(Recording(label: label, slices: slices, fold: fold + 1))
        classClipsPerFold[fold] += slices
        clipsPerFold[fold] += slices
        left -= slices
      }
    }
    return random.permutation(recordings.count).map { recordings[$0] }
  }

  /// How many clips each class gets: UrbanSound8K's shares, by largest remainder.
  private static func counts(_ clips: Int) -> [Int] {
    let shares = UrbanSoundClass.allCases.map(\.originalCount)
    let sum = shares.reduce(0, +)
    var counts = shares.map { clips * $0 / sum }
    let largestRemainderFirst = shares.indices.sorted {
      (clips * shares[$0] % sum, $1) > (clips * shares[$1] % sum, $0)
    }
    for label in largestRemainderFirst.prefix(clips - counts.reduce(0, +)) { counts[label] += 1 }
    return counts
  }

  /// The clips of one recording, one after the other, with pauses between its occurrences.
  private static func slices(
    of recording: Recording, identifier: Int, seconds: Double, foreground: Double,
    _ random: inout Philox
  ) -> [SynthesizedClip] {
    let format = WaveFormat.random(&random)
    let salience = random.uniform() < foreground ? 1 : 2
    let longest = max(Int(seconds * Double(format.sampleRate)), 1)
    var (occurrence, slice, frame) = (0, 0, 0)
    return (0..<recording.slices).map { index in
      if index > 0, random.uniform() < 0.2 {
        (occurrence, slice) = (occurrence + 1, 0)
        frame += random.uniform(below: 10 * longest)
      }
      let isWhole = random.uniform() < 0.75
      let share = isWhole ? 1 : 0.15 + 0.85 * random.uniform()
      let frames = max(Int(share * Double(longest)), 1)
      defer {
        slice += 1
        frame += frames
      }
      return SynthesizedClip(
        recording: identifier, label: recording.label, occurrence: occurrence, slice: slice,
        startFrame: frame, frames: frames, salience: salience, fold: recording.fold,
        format: format)
    }
  }
}

extension WaveFormat {
  /// One of the formats that field recordings come in, the common ones more often.
  fileprivate static func random(_ random: inout Philox) -> WaveFormat {
    WaveFormat(
      sampleRate: random.choice([
        (44_100, 36), (48_000, 20), (22_050, 18), (16_000, 8), (32_000, 4), (24_000, 4),
        (11_025, 4), (96_000, 3), (8_000, 3),
      ]),
      channels: random.choice([(1, 60), (2, 40)]),
      encoding: random.choice([(.pcm16, 64), (.pcm24, 22), (.float32, 11), (.unsigned8, 3)]))
  }
}
