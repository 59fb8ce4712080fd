import Foundation
import TestSupport
import Testing

/// `soundmark segments`, of tables by hand.
@Suite struct SegmentsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let ramp = (0..<8000).map { Float($0) / 16_384 }
    try folder.write(ramp, to: "ramp.wav", as: SoundFormat(rate: 1000))
  }

  private func segments(_ rows: [String], _ arguments: [String] = []) throws -> Program.Ending {
    let header = "file,begin_seconds,end_seconds,label,confidence,fault"
    let table = try folder.write(([header] + rows).joined(separator: "\n"), to: "events.csv")
    return try Program(
      "soundmark", ["segments", "--output", "\(folder.path)/cut", table] + arguments
    ).wait()
  }

  private func files(_ label: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/cut/\(label)").sorted()
  }

  private var ramp: String { "\(folder.path)/ramp.wav" }

  @Test func cutsWhatTheTableSays() throws {
    let said = try segments([
      "\(ramp),2.000,3.500,Siren,0.9000,", "\(ramp),0,8,a/b,0.5,",
      "x.wav,,,,,There is no such file.",
    ])
    #expect(said.status == 0, "\(said)")
    #expect(try files("a\\x2Fb") == ["0.500 ramp.wav 0.00-8.00.wav"])
    #expect(try files("Siren") == ["0.900 ramp.wav 2.00-3.50.wav"])
    let bytes = try Array(
      Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/cut/Siren/\(files("Siren")[0])")))
    #expect(bytes.count == 44 + 2 * 1500)
    #expect(Int(bytes[44]) | Int(bytes[45]) << 8 == 2 * 2000, "the sample at two seconds")
  }

  /// From the most confident to the least.
  @Test func ofManySomeOfEveryConfidenceAreChosen() throws {
    let rows = (0..<9).map { "\(ramp),\($0 % 4),\($0 % 4 + 1),Dog,0.\($0 + 1)," }
    #expect(try segments(rows, ["--per-class", "3"]).status == 0)
    #expect(try files("Dog").map { $0.prefix(3) } == ["0.1", "0.5", "0.9"])
    try FileManager.default.removeItem(atPath: "\(folder.path)/cut")
    #expect(try segments(rows, ["--confidence", "0.75", "--seconds", "0.5"]).status == 0)
    #expect(try files("Dog").count == 2)
    #expect(try files("Dog").allSatisfy { $0.hasSuffix(".50.wav") })
  }

  @Test func aSoundThatIsGoneStopsNoOther() throws {
    let said = try segments([
      "gone.wav,0,1,Dog,0.5,", "\(ramp),7,9,Dog,0.5,", "\(ramp),0,1,Dog,0.6,",
    ])
    #expect(said.status == 1, "\(said)")
    #expect(said.errors.contains("missing: ") && said.errors.contains("beyond-end: "), "\(said)")
    #expect(try files("Dog").count == 1)
  }

  @Test(arguments: [
    "ramp.wav,2,1,Dog,0.5,", "ramp.wav,0,nan,Dog,0.5,", "ramp.wav,0,1,,0.5,", "a,b",
  ])
  func whatIsNoTableOfEventsIsRefused(_ row: String) throws {
    let said = try segments([row])
    #expect(said.status == 1 && said.isOneSentence, "\(said)")
  }
}
