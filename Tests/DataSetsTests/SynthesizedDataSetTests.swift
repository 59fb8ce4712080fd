import DataSets
import Testing

@Suite struct SynthesizedDataSetTests {
  @Test func classesAreAsUnevenAsTheOriginals() throws {
    let plan = try SynthesizedDataSet(clips: 8732, seed: 1)
    let counts = Dictionary(grouping: plan.clips, by: \.label).mapValues(\.count)
    #expect(
      UrbanSoundClass.allCases.map { counts[$0] }
        == [1000, 429, 1000, 1000, 1000, 1000, 374, 1000, 929, 1000])
  }

  @Test(arguments: [1, 9, 10, 199, 100_000])
  func asManyClipsAsAskedForWithNamesOfTheirOwn(count: Int) throws {
    let plan = try SynthesizedDataSet(clips: count, seed: 7)
    #expect(plan.clips.count == count)
    #expect(Set(plan.clips.map(\.name)).count == count)
  }

  @Test(arguments: [(200, 5), (8732, 10)])
  func aRecordingIsOfOneFoldOneClassAndOneFormat(count: Int, folds: Int) throws {
    let plan = try SynthesizedDataSet(clips: count, folds: folds, seed: 3)
    let recordings = Dictionary(grouping: plan.clips, by: \.recording)
    #expect(recordings.values.contains { $0.count > 1 })
    for clips in recordings.values {
      #expect(Set(clips.map(\.fold)).count == 1)
      #expect(Set(clips.map(\.label)).count == 1)
      #expect(Set(clips.map(\.format)).count == 1)
      for (clip, next) in zip(clips, clips.dropFirst()) {
        #expect(clip.startFrame + clip.frames <= next.startFrame)
      }
    }
  }

  @Test(arguments: [(200, 5), (8732, 10)])
  func everyFoldHearsEveryClass(count: Int, folds: Int) throws {
    let plan = try SynthesizedDataSet(clips: count, folds: folds, seed: 3)
    for label in UrbanSoundClass.allCases {
      let perFold = (1...folds).map { fold in
        plan.clips.count { $0.fold == fold && $0.label == label }
      }
      let fair = Double(perFold.reduce(0, +)) / Double(folds)
      for clips in perFold { #expect(abs(Double(clips) - fair) < 0.5 * fair + 1) }
    }
  }

  @Test func lengthsSayNothingAboutTheClass() throws {
    let plan = try SynthesizedDataSet(clips: 40_000, seed: 11)
    for clips in Dictionary(grouping: plan.clips, by: \.label).values {
      let lengths = clips.map { Double($0.frames) / Double($0.format.sampleRate) }
      let whole = Double(lengths.count { $0 > 3.99 }) / Double(lengths.count)
      let shorter = lengths.filter { $0 <= 3.99 }
      #expect(abs(whole - 0.75) < 0.04)
      #expect(abs(shorter.reduce(0, +) / Double(shorter.count) - 2.3) < 0.2)
      #expect(lengths.allSatisfy { $0 > 0.59 && $0 <= 4 })
    }
  }

  @Test func filesComeInManyFormats() throws {
    let formats = try SynthesizedDataSet(clips: 2000, seed: 1).clips.map(\.format)
    #expect(Set(formats.map(\.sampleRate)).count >= 8)
    #expect(Set(formats.map(\.channels)) == [1, 2])
    #expect(Set(formats.map(\.encoding)) == [.unsigned8, .pcm16, .pcm24, .float32])
  }

  @Test func theMetadataReadsBackAsUrbanSound8K() throws {
    let plan = try SynthesizedDataSet(clips: 300, folds: 5, seconds: 2.5, seed: 5)
    let listing = try TestFiles.read(plan.metadata.utf8, as: .urbansound8k)
    #expect(listing.classes.map(\.name) == UrbanSoundClass.allCases.map(\.rawValue))
    #expect(listing.clips.count == plan.clips.count)
    for (row, clip) in zip(listing.clips, plan.clips) {
      #expect(row.name == clip.name)
      #expect("audio/" + row.path == clip.path)
      #expect(row.label == clip.label.rawValue)
      #expect(row.classIndex == clip.label.classID)
      #expect(row.fold == clip.fold)
      #expect(row.recording == "\(clip.recording)")
      #expect(row.salience == clip.salience)
      #expect(abs((row.start ?? .nan) - clip.start) < 1e-6)
      #expect(abs((row.end ?? .nan) - clip.end) < 1e-6)
    }
    let folds = Dictionary(grouping: listing.clips, by: \.recording).mapValues {
      Set($0.map(\.fold))
    }
    #expect(folds.values.allSatisfy { $0.count == 1 }, "no recording lies in two folds")
  }

  @Test func theSameArgumentsGiveTheSamePlanEverywhere() throws {
    let text = try SynthesizedDataSet(clips: 200, folds: 5, seed: 1).metadata
    let digest = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    #expect(digest == 12_851_577_240_066_016_553)
    #expect(try SynthesizedDataSet(clips: 200, folds: 5, seed: 2).metadata != text)
  }

  @Test(arguments: [
    (0, 10, 4, "cannot synthesize 0 clips: expected 1 to 100,000"),
    (100_001, 10, 4, "cannot synthesize 100001 clips: expected 1 to 100,000"),
    (10, 0, 4, "cannot spread clips over 0 folds: expected 1 to 100"),
    (10, 5, 0, "cannot synthesize clips of up to 0.0 s: expected 0.01 to 60 s"),
    (10, 5, .nan, "cannot synthesize clips of up to nan s: expected 0.01 to 60 s"),
  ])
  func argumentsOutOfRangeAreRefused(
    clips: Int, folds: Int, seconds: Double, sentence: String
  ) throws {
    let error = try #require(throws: SynthesisError.self) {
      try SynthesizedDataSet(clips: clips, folds: folds, seconds: seconds, seed: 1)
    }
    #expect(error.description == sentence)
  }

  @Test(arguments: [
    (1.5, 24, "cannot have 1.5 of the recordings in the foreground: expected 0 to 1"),
    (0.65, 25, "cannot cut up to 25 clips from a recording: expected 1 to 24"),
  ])
  func sharesOutOfRangeAreRefused(foreground: Double, slices: Int, sentence: String) throws {
    let error = try #require(throws: SynthesisError.self) {
      try SynthesizedDataSet(clips: 10, foreground: foreground, slices: slices, seed: 1)
    }
    #expect(error.description == sentence)
  }

  @Test func foregroundAndSlicesAreAsAskedFor() throws {
    let plan = try SynthesizedDataSet(clips: 900, folds: 3, foreground: 1, slices: 2, seed: 1)
    #expect(plan.clips.allSatisfy { $0.salience == 1 })
    let recordings = Dictionary(grouping: plan.clips, by: \.recording)
    #expect(recordings.values.map(\.count).max() == 2)
  }
}
