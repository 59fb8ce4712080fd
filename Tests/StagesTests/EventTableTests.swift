import Audio
import DataSets
import Foundation
import ModelStages
import TestSupport
import Testing

/// Tables of events as other programs and our own reader take them.
@Suite struct EventTableTests {
  private let folder: TemporaryFolder
  private let sounds: [HeardSound]

  init() throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    sounds = try [("a.wav", 10.0, 48_000), ("b.wav", 5.5, 16_000)].map { name, seconds, rate in
      HeardSound(
        path: try folder.write("", to: name), sampleRate: rate, seconds: seconds,
        events: [
          SoundEvent(label: "Dog,\tbark", begin: 2, end: 4.25, confidence: 0.75),
          SoundEvent(label: "Siren", begin: 0.5, end: 3, confidence: 0.9),
        ])
    }
  }

  private func listing() throws -> DataSetListing {
    try DataSetReader.read(
      DataSetSettings(
        format: .annotations, metadata: "", audio: folder.path, name: "",
        columns: CSVColumns(label: "Annotation")))
  }

  private func expectBoth(_ listing: DataSetListing) {
    #expect(listing.clips.map(\.path) == ["a.wav", "a.wav", "b.wav", "b.wav"])
    #expect(listing.clips.map(\.label) == ["Siren", "Dog, bark", "Siren", "Dog, bark"])
    #expect(listing.clips.map(\.start) == [0.5, 2, 0.5, 2])
    #expect(listing.clips.map(\.end) == [3, 4.25, 3, 4.25])
  }

  @Test(arguments: [EventFormat.raven, .audacity])
  func tablesBesideSoundsAreReadAsADataSet(_ format: EventFormat) throws {
    for sound in sounds {
      let name = sound.path.split(separator: "/").last! + format.ending!
      try folder.write(
        EventTable.text(of: [sound], as: format, coversSeveral: false), to: String(name))
    }
    expectBoth(try listing())
  }

  @Test func oneTableOfRavensIsAboutAllSounds() throws {
    let text = EventTable.text(of: sounds, as: .raven, coversSeveral: true)
    try folder.write(text, to: "all.selections.txt")
    expectBoth(try listing())
    let rows = text.split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(rows.count == 9)
    #expect(rows[1][1] == "Waveform 1" && rows[2][1] == "Spectrogram 1" && rows[1][0] == rows[2][0])
    // The second sound begins where the first has ended; each has its own rate.
    #expect(rows[5][3] == "10.500" && rows[5][8] == "0.500")
    #expect(rows[1][6] == "24000.0" && rows[5][6] == "8000.0")
  }

  @Test func aTableWithoutEventsStillHasItsHeader() throws {
    let nothing = HeardSound(path: "a.wav", sampleRate: 8000, seconds: 1, events: [])
    #expect(EventTable.text(of: [nothing], as: .audacity, coversSeveral: false) == "")
    #expect(
      EventTable.text(of: [nothing], as: .raven, coversSeveral: false).hasPrefix("Selection\tView"))
  }

  /// Also of a fault, and with no formula for a spreadsheet.
  @Test func csvHasARowForEverySound() throws {
    let odd = HeardSound(
      path: "x.wav", sampleRate: 8000, seconds: 1,
      events: [SoundEvent(label: "=1+1", begin: 0, end: 1, confidence: 1)])
    let broken = HeardSound(path: "y.wav", fault: AudioFault(.empty, "It is empty, \"quite\"."))
    let text = EventTable.text(of: [odd, broken], as: .csv, coversSeveral: true)
    #expect(
      text.split(separator: "\r\n") == [
        "file,begin_seconds,end_seconds,label,confidence,fault", "x.wav,0.000,1.000,'=1+1,1.0000,",
        #"y.wav,,,,,"It is empty, ""quite"".""#,
      ])
  }

  @Test func jsonIsAListOfSounds() throws {
    struct Sound: Decodable {
      struct Event: Decodable { var label: String, confidence: Double }
      var file: String
      var events: [Event]?
      var fault: String?
    }
    let broken = HeardSound(path: "y.wav", fault: AudioFault(.empty, "empty"))
    let text = EventTable.text(of: sounds + [broken], as: .json, coversSeveral: true)
    let found = try JSONDecoder().decode([Sound].self, from: Data(text.utf8))
    #expect(found.map { $0.events?.count } == [2, 2, nil] && found[2].fault == "empty")
    #expect(found[0].events?.map(\.label) == ["Siren", "Dog,\tbark"])
  }

  @Test func kaleidoscopeSaysFolderFileOffsetAndDuration() throws {
    let rows = EventTable.text(of: [sounds[0]], as: .kaleidoscope, coversSeveral: true)
      .split(separator: "\r\n")
    #expect(rows[0].hasPrefix("INDIR,FOLDER,IN FILE,OFFSET,DURATION"))
    #expect(rows[1] == "\(folder.path),,a.wav,0.500,2.500,Siren,0.9000,")
  }

  /// Where PEER_PYTHON has crowsetta, that reads them too.
  @Test(.enabled(if: Crowsetta.isThere, "needs crowsetta in $PEER_PYTHON"))
  func crowsettaReadsThem() throws {
    let raven = try folder.write(
      EventTable.text(of: [sounds[0]], as: .raven, coversSeveral: false), to: "a.selections.txt")
    let labels = try folder.write(
      EventTable.text(of: [sounds[0]], as: .audacity, coversSeveral: false), to: "a.labels.txt")
    let said = try Crowsetta.run(
      """
      import crowsetta, sys
      boxes = crowsetta.formats.bbox.Raven.from_file(sys.argv[1], annot_col='Annotation').to_bbox()
      print([(float(b.onset), float(b.offset), float(b.high_freq), b.label) for b in boxes])
      labels = crowsetta.formats.seq.AudSeq.from_file(sys.argv[2]).to_seq()
      print([(float(s.onset_s), float(s.offset_s), s.label) for s in labels.segments])
      """, [raven, labels])
    #expect(
      said == """
        [(0.5, 3.0, 24000.0, 'Siren'), (0.5, 3.0, 24000.0, 'Siren'), \
        (2.0, 4.25, 24000.0, 'Dog, bark'), (2.0, 4.25, 24000.0, 'Dog, bark')]
        [(0.5, 3.0, 'Siren'), (2.0, 4.25, 'Dog, bark')]

        """)
  }
}

/// A public reader of annotations (crowsetta, from PyPI), in the Python that runs the peers.
private enum Crowsetta {
  static let python = ProcessInfo.processInfo.environment["PEER_PYTHON"]

  static var isThere: Bool { (try? run("import crowsetta", [])) != nil }

  static func run(_ program: String, _ arguments: [String]) throws -> String {
    struct Failed: Error {}
    guard let python else { throw Failed() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
    return String(decoding: output, as: UTF8.self)
  }
}
