import Learning
import TensorFiles
import Testing

/// Sounds that a model knows, and how far others are from them.
@Suite struct KnownSoundsTests {
  /// Four recordings around the middle, one in each direction; `a` with a second sound.
  private func known() throws -> KnownSounds {
    try KnownSounds(
      neighbours: [2, 0, 2, 0, -4, 0, 0, 1, 0, -1], recordings: ["a", "a", "b", "c", "d"],
      calibration: [1, 0, 1, 1])
  }

  /// Means and deviations are 0 and √(24/5), 0 and √(2/5): whatever a feature's unit, it counts alike.
  @Test func distancesAreMeansOverTheNearestRecordings() throws {
    let known = try known()
    #expect(known.features == 2 && known.count == 5)
    // Cosines of (1, 0): a 1, b -1, c 0, d 0, of which the three nearest are 1, 0, 0.
    #expect(abs(known.distance(of: [7, 0]) - 2.0 / 3) < 1e-3)
    #expect(abs(known.distances[0] - 2.0 / 3) < 1e-3)
    // (1, 1) is (1/√4.8, 1/√0.4) standardised: 0.2774 of its length along a, 0.9608 along c.
    #expect(abs(known.distance(of: [1, 1]) - (3 - 0.2774 - 0.9608 + 0.2774) / 3) < 1e-3)
    // The mean itself points nowhere.
    #expect(known.distance(of: [0, 0]) == 1)
  }

  @Test func areReadAsTheyWereWritten() throws {
    let known = try known()
    var file = SafetensorsFile()
    known.insert(into: &file)
    #expect(file["known.sounds"]?.element == .float16)
    let read = try #require(try KnownSounds(SafetensorsFile(bytes: file.encoded())))
    #expect(read.count == 5 && read.features == 2)
    for sound in [[7, 0], [1, 1], [-3, 2]] as [[Float]] {
      #expect(read.distance(of: sound) == known.distance(of: sound))
    }
    for (found, own) in zip(read.distances, known.distances) { #expect(abs(found - own) < 1e-6) }
    #expect(try KnownSounds(SafetensorsFile()) == nil)
  }

  /// A file that somebody else wrote, or cut.
  @Test(
    arguments: [
      ("known.sounds", SafetensorsFile.Tensor(shape: [10], floats: Array(repeating: 0, count: 10))),
      ("known.sounds", .init(shape: [0, 2], floats: [])),
      ("known.recordings", .init(shape: [4], integers: [0, 0, 1, 2])),
      ("known.recordings", .init(shape: [5], integers: [0, 2, 1, 3, 4])),
      ("known.recordings", .init(shape: [5], integers: [-1, 2, 3, 3, 4])),
      ("known.recordings", .init(shape: [5], floats: [0, 0, 1, 2, 3])),
      ("known.deviation", .init(shape: [2], floats: [1, 0])),
      ("known.deviation", .init(shape: [2], floats: [1, .nan])),
      ("known.mean", .init(shape: [3], floats: [0, 0, 0])),
      ("known.distances", .init(shape: [0], floats: [])),
      ("known.distances", .init(shape: [1], floats: [3])),
      ("known.distances", .init(shape: [1], integers: [1])),
    ] as [(String, SafetensorsFile.Tensor)])
  func whatIsNotWholeIsRefused(name: String, tensor: SafetensorsFile.Tensor) throws {
    var file = SafetensorsFile()
    try known().insert(into: &file)
    file.insert(tensor, as: name)
    #expect {
      try KnownSounds(file)
    } throws: {
      "\($0)".contains(name) && "\($0)".contains("expected")
    }
  }

  @Test func aTensorThatLacksIsNamed() throws {
    var file = SafetensorsFile()
    file.insert(.init(shape: [1], floats: [0.5]), as: "known.distances")
    #expect { try KnownSounds(file) } throws: { "\($0)".contains("known.sounds") }
  }

  /// A fifth of the recordings calibrates, by one sound each; none of theirs is compared with.
  @Test func recordingsAreEitherComparedWithOrCalibrate() throws {
    let recordings = (0..<200).map { "\($0 % 50)" } + (0..<30).map { _ in "long" }
    let draw = try #require(KnownSoundDraw(recordings: recordings, seed: 1))
    let (near, own) = (
      draw.neighbours.map { recordings[$0] }, draw.calibration.map { recordings[$0] }
    )
    #expect(Set(own).count == 10 && own.count == 10)
    #expect(Set(near).count == 41 && Set(near).isDisjoint(with: own))
    #expect(near.count == 41 * 4)
    #expect(Set(draw.neighbours).count == near.count)
    // Those of a recording follow each other.
    #expect(zip(near, near.dropFirst()).count { $0 != $1 } == 40)
    let other = try #require(KnownSoundDraw(recordings: recordings, seed: 2))
    #expect(Set(other.calibration) != Set(draw.calibration))
  }

  @Test func whatWasKeptBackCalibrates() throws {
    let draw = try #require(
      KnownSoundDraw(recordings: ["a", "b", "b", "c"], keptBack: ["b"], seed: 1))
    #expect(draw.neighbours.sorted() == [0, 3])
    #expect(draw.calibration == [1] || draw.calibration == [2])
    #expect(KnownSoundDraw(recordings: ["a"], seed: 1) == nil)
    #expect(KnownSoundDraw(recordings: ["a"], keptBack: [], seed: 1) == nil)
    #expect(KnownSoundDraw(recordings: ["a"], keptBack: ["a"], seed: 1) == nil)
  }

  /// Where there are very many recordings, each gives fewer, and at last some give none.
  @Test(arguments: [(1_500, 1_200), (9_000, 4_096)])
  func thereAreNeverTooMany(recordings: Int, near: Int) throws {
    let all = (0..<recordings * 4).map { "\($0 % recordings)" }
    let draw = try #require(KnownSoundDraw(recordings: all, seed: 1))
    #expect(draw.neighbours.count == 4_096)
    #expect(Set(draw.neighbours.map { all[$0] }).count == near)
  }
}
