import CSndfile
import DataStages
import Foundation
import Manifest
import Pipeline
import TestSupport
import Testing

/// The same sound under the names of two recordings.
@Suite struct DuplicatesTests {
  private let data: SmallDataSet
  private static let rate = 22_050

  init() throws {
    data = try SmallDataSet()
    for index in data.rows.indices { try write(sound(index), index) }
    data.waitForClock()
  }

  private func sound(_ seed: Int) -> [Float] {
    noise(3 * Self.rate, seed: UInt32(seed + 1) &* 0x9E37_79B9)
  }

  private func write(_ samples: [Float], _ index: Int, asVorbis: Bool = false) throws {
    var format = SoundFormat(rate: Self.rate)
    if asVorbis {
      (format.container, format.encoding) = (Int(SF_FORMAT_OGG), Int(SF_FORMAT_VORBIS))
    }
    try data.files.write(samples, to: "audio/\(data.rows[index].path)", as: format)
  }

  private func run() throws -> Int {
    _ = try data.run(IngestStage())
    return try data.run(DuplicatesStage())
  }

  private func pairs() throws -> [String] {
    try data.query(
      """
      SELECT clip || ' ' || other || ' ' || printf('%.2f', lag_seconds) FROM near_duplicates
      ORDER BY clip, other
      """)
  }

  private func leaks() throws -> [Leak] {
    try ManifestDatabase(existing: data.manifest, version: "test").leaks()
  }

  /// Clips 0 and 3 are in fold 1, clip 1 in fold 2.
  @Test func areFoundAndLeakAcrossFolds() throws {
    let original = sound(0)
    try write(original[(Self.rate * 7 / 10)...].map { $0 * 0.25 }, 1)
    try write(original, 3, asVorbis: true)
    data.waitForClock()
    #expect(try run() == 12)
    let names = data.rows.map(\.name)
    #expect(
      try pairs() == [
        "\(names[0]) \(names[1]) 0.70", "\(names[0]) \(names[3]) 0.00",
        "\(names[1]) \(names[3]) -0.70",
      ])
    let found = try leaks()
    #expect(found.map(\.shared) == ["near-duplicate", "near-duplicate"])
    #expect(Set(found.map(\.folds)) == ["1,2", "2,1"])
    #expect(found.contains { $0.value == "\(names[0]) and \(names[1])" })
    #expect(try run() == 0)

    // Another sound of that name: what was said of the first is said no longer.
    try write(sound(50), 1)
    data.waitForClock()
    _ = try data.run(IngestStage())
    #expect(try pairs() == ["\(names[0]) \(names[3]) 0.00"])
    #expect(try leaks().isEmpty)
    #expect(try data.run(DuplicatesStage()) == 12)
    #expect(try pairs() == ["\(names[0]) \(names[3]) 0.00"])
  }

  @Test func differentSoundsAreNone() throws {
    #expect(try run() == 12)
    #expect(try pairs().isEmpty)
    #expect(try leaks().isEmpty)
  }

  /// Slices of a recording overlap, and equal files are known by their digests.
  @Test func whatIsKnownToBelongTogetherIsNotListed() throws {
    let recording = data.rows[0].recording
    data.change(1) { $0.recording = recording }
    try data.writeMetadata()
    try write(sound(0).map { $0 * 0.5 }, 1)
    try write(sound(2), 4)
    data.waitForClock()
    #expect(try run() == 12)
    #expect(try pairs().isEmpty)
  }

  @Test func whatCannotBeHeardIsLeftOut() throws {
    try data.files.write("no sound at all, but some text", to: "audio/\(data.rows[5].path)")
    try write([], 6)
    try write(sound(0).map { $0 * 0.5 }, 1)
    data.waitForClock()
    #expect(try run() == 10)
    #expect(try pairs().count == 1)
  }

  @Test func nothingIngestedIsAPersonsError() throws {
    #expect(throws: StageError.self) { try data.run(DuplicatesStage()) }
  }

  /// ESC-10 has two clips that were cut from one crying baby, in two folds.
  @Test(.enabled(if: hasShared, "needs ../shared/data"))
  func findsTheBabyOfESC10() throws {
    let folder = sharedFolder.appendingPathComponent("data/esc10").path
    data.overrides = [
      "dataset.format=esc50", "dataset.metadata=\(folder)/meta/esc50.csv",
      "dataset.audio=\(folder)/audio",
    ]
    _ = try run()
    let across = try data.query(
      "SELECT clip || ' ' || other || ' ' || shared_seconds FROM near_duplicates WHERE fold <> other_fold"
    )
    #expect(across == ["3-151080-A-20.ogg 5-151085-A-20.ogg 2.0"])
    let within = try data.query(
      "SELECT clip || ' ' || other FROM near_duplicates WHERE fold = other_fold ORDER BY clip")
    #expect(
      within == ["2-28314-A-12.ogg 2-30322-A-12.ogg", "2-28314-B-12.ogg 2-30322-B-12.ogg"])
  }
}
