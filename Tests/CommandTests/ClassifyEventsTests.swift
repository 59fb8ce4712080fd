import Foundation
import TestSupport
import Testing

/// `soundmark classify --events`, as a process.
@Suite struct ClassifyEventsTests {
  private let data: SmallDataSet
  private let model: String
  private let field: String

  /// A network of half a second that knows dogs from sirens, and a recording of one after the other.
  init() throws {
    data = try SmallDataSet()
    let project = Project(data)
    try #require(project.runAll().status == 0)
    model = try project.network()
    field = "\(data.folder)/field"
    try FileManager.default.createDirectory(
      atPath: field, withIntermediateDirectories: true)
    var samples: [Float] = []
    for label in [0, 1, 0] {
      let step = 0.2 * Float(label + 1)
      for index in 0..<16_000 { samples.append(0.4 * sinf(Float(index) * step)) }
    }
    try data.files.write(samples, to: "field/one.wav", as: SoundFormat(rate: 8000))
    try data.files.write(samples, to: "field/two.wav", as: SoundFormat(rate: 8000))
  }

  private func events(_ arguments: [String], under script: String? = nil) throws -> Program.Ending {
    try Program(
      "soundmark", ["classify", "--events", "--model", model] + arguments, under: script
    ).wait()
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(field)/\(name)", encoding: .utf8)
  }

  /// Of its two classes one always has half of all probability, and both are there at 0.01.
  private func everything(_ file: String = "one.wav") -> [String] {
    ["--threshold", "0.01", "\(field)/\(file)"]
  }

  @Test func printsATableAndLeavesNoTrace() throws {
    let before = try Snapshot(data.folder)
    let ending = try events(everything())
    #expect(ending.status == 0, "\(ending)")
    let lines = ending.output.split(separator: "\n")
    #expect(lines[0] == "\(field)/one.wav: 2 events in 6.0 s", "\(ending)")
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("     0.00      6.00  ") })
    #expect(try Snapshot(data.folder) == before)
  }

  @Test func tablesLieBesideTheirSounds() throws {
    for (format, ending) in [
      ("csv", "events.csv"), ("json", "events.json"), ("raven", "selections.txt"),
      ("audacity", "labels.txt"), ("kaleidoscope", "kaleidoscope.csv"),
    ] {
      let said = try events(["--format", format, "--threshold", "0.01", field])
      #expect(said.status == 0, "\(said)")
      #expect(said.output.hasPrefix("classify: 4 events of 2 sounds in tables beside them"))
      for name in ["one.wav", "two.wav"] {
        #expect(try text("\(name).\(ending)").contains("siren"), "\(format)")
      }
    }
  }

  /// Not by another hop or threshold, nor of a sound that has changed.
  @Test func whatIsKnownIsNotListenedToAgain() throws {
    func known(_ arguments: [String]) throws -> Bool {
      let said = try events(["--format", "csv"] + arguments + everything())
      #expect(said.status == 0, "\(said)")
      return said.output.contains("1 had been listened to before")
    }
    #expect(try !known([]))
    let first = try text("one.wav.events.csv")
    #expect(try known([]))
    #expect(try text("one.wav.events.csv") == first)
    #expect(try known(["--format", "raven"]))
    #expect(try !known(["--hop", "0.1"]))
    #expect(try !known(["--threshold", "siren=0.2"]))
    #expect(try known(["--hop", "0.1"]))
    data.waitForClock()
    try data.files.write(
      noise(8000), to: "field/one.wav", as: SoundFormat(rate: 8000))
    #expect(try !known([]))
  }

  /// A line that was being written when it was killed is as good as none.
  @Test func aKillIsResumed() throws {
    #expect(try events(["--format", "csv", "--threshold", "0.01", field]).status == 0)
    let journal = "\(field)/.soundmark-events.jsonl"
    let lines = try text(".soundmark-events.jsonl")
    let last = try #require(lines.range(of: "made_by", options: .backwards))
    try String(lines[..<last.upperBound]).write(
      toFile: journal, atomically: false, encoding: .utf8)
    let again = try events(["--format", "csv", "--threshold", "0.01", field])
    #expect(again.output.contains("1 had been listened to before"), "\(again)")
    let third = try events(["--format", "csv", "--threshold", "0.01", field])
    #expect(third.output.contains("2 had been listened to before"), "\(third)")
  }

  /// Whatever was written since is the person's; what was not is ours to write anew.
  @Test func aTableThatSomebodyCorrectedStays() throws {
    let arguments = ["--format", "audacity", "--threshold", "0.01", field]
    #expect(try events(arguments).status == 0)
    let own = "0.000\t1.000\tcorrected\n"
    try data.files.write(own, to: "field/one.wav.labels.txt")
    let again = try events(arguments + ["--hop", "0.1"])
    #expect(again.status == 0, "\(again)")
    #expect(again.errors.contains("one.wav.labels.txt is not as it was written"), "\(again)")
    #expect(!again.errors.contains("two.wav.labels.txt is not"), "\(again)")
    #expect(try text("one.wav.labels.txt") == own)
    try FileManager.default.removeItem(atPath: "\(field)/one.wav.labels.txt")
    #expect(try events(arguments).status == 0)
    #expect(try text("one.wav.labels.txt").contains("siren"))
  }

  @Test func aFolderForOneTableIsMade() throws {
    let said = try events(["--output", "\(field)/new/all.csv"] + everything())
    #expect(said.status == 0, "\(said)")
    #expect(try text("new/all.csv").contains("siren"))
  }

  @Test func drawsATimelineBesideEachSound() throws {
    let said = try events(["--picture", field])
    #expect(said.status == 0, "\(said)")
    for name in ["one.wav", "two.wav"] {
      let picture = try Data(contentsOf: URL(fileURLWithPath: "\(field)/\(name).events.png"))
      #expect(picture.starts(with: [0x89] + Array("PNG".utf8)))
    }
    #expect(try events(["--picture", "-"]).status == 2)
  }

  @Test func oneTableHasARowForEachFault() throws {
    let broken = try data.files.write("no sound", to: "field/broken.wav")
    let said = try events([
      "--output", "\(field)/all.csv", "--threshold", "0.01", "\(field)/one.wav", broken,
      "\(field)/two.wav",
    ])
    #expect(said.status == 1, "\(said)")
    let rows = try text("all.csv").split(separator: "\r\n")
    #expect(rows.count == 6, "\(rows)")
    #expect(rows.filter { $0.contains("broken.wav,,,,,") && $0.contains("No decoder") }.count == 1)
  }

  /// As a microphone gives it: bare samples, a WAV header without a length.
  @Test func listensToStandardInput() throws {
    let file = try events(["--format", "csv"] + everything()).status
    #expect(file == 0)
    let expected = try text("one.wav.events.csv").split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).dropFirst()
    }
    for (raw, cut) in [([], ""), (["--raw", "8000x1"], "tail -c +45 | ")] {
      let said = try events(
        ["--format", "csv", "--threshold", "0.01"] + raw + ["-"],
        under: #"cat "\#(field)/one.wav" | \#(cut) exec "$0" "$@""#)
      #expect(said.status == 0, "\(said)")
      let rows = said.output.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).dropFirst()
      }
      #expect(Set(rows.map { $0.prefix(3) }) == Set(expected.map { $0.prefix(3) }), "\(said)")
    }
  }

  /// The first line of an event comes before the sound has ended.
  @Test func saysWhatBeginsWhileItSounds() throws {
    let said = try events(
      ["--threshold", "0.01", "-"], under: #"cat "\#(field)/one.wav" | exec "$0" "$@""#)
    #expect(said.status == 0, "\(said)")
    #expect(said.output.split(separator: "\n").first?.contains("…") == true, "\(said)")
    #expect(said.output.split(separator: "\n").count == 4, "\(said)")
  }

  @Test(arguments: ["", "RIFF", "a text that goes on and on for more than a header takes"])
  func whatIsNoSoundOnStandardInputIsSaid(_ text: String) throws {
    let said = try events(["-"], under: #"printf %s "\#(text)" | exec "$0" "$@""#)
    #expect(said.status == 1 && said.isOneSentence, "\(said)")
  }

  @Test(arguments: [
    ["--hop", "9"], ["--hop", "0"], ["--hop", "nan"], ["--threshold", "Siren=0.5"],
  ])
  func whatMakesNoSenseIsRefused(_ arguments: [String]) throws {
    let said = try events(arguments + everything())
    #expect(said.status == 1 && said.isOneSentence, "\(said)")
  }

  @Test(arguments: [
    ["--set", "segment.hopSeconds=1"], ["--format", "table", "--output", "x"], ["--raw", "8000x1"],
    ["--threshold", "2"], ["-"],
  ])
  func wrongCommandLinesAreRefused(_ arguments: [String]) throws {
    #expect(try events(arguments + everything()).status == 2)
  }

  @Test func audacitysTableIsAboutOneSound() throws {
    let said = try events(["--format", "audacity", "--output", "\(field)/all.txt", field])
    #expect(said.status == 1 && said.isOneSentence, "\(said)")
  }
}
