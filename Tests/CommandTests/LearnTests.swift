import Foundation
import TensorFiles
import TestSupport
import Testing

/// `soundmark learn`, as a process, by a small network of the tests' own.
@Suite struct LearnTests {
  private let data: SmallDataSet
  private let network: String

  init() throws {
    data = try SmallDataSet()
    let project = Project(data)
    try #require(project.runAll().status == 0)
    network = try project.network()
    for label in ["hum", "tone", "hiss"] { try makeFolder(label) }
    for (label, pitch) in [("hum", 0.05), ("tone", 0.3), ("hiss", 2.0)] {
      for take in 0..<6 {
        try write("\(label)/\(label)\(take).wav", pitch: pitch + 0.004 * Double(take))
      }
    }
  }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: "\(field)/\(name)", withIntermediateDirectories: true)
  }

  private func write(_ name: String, pitch: Double) throws {
    let samples = (0..<4_000).map { 0.4 * Float(sin(Double($0) * pitch)) }
    try data.files.write(samples, to: "field/\(name)", as: SoundFormat(rate: 8000))
  }

  private var field: String { "\(data.folder)/field" }
  private var model: String { "\(data.folder)/own.safetensors" }

  private func learn(_ arguments: [String]) throws -> Program.Ending {
    try Program("soundmark", ["learn", "--model", network, "--output", model] + arguments).wait()
  }

  private func classes() throws -> String? {
    try SafetensorsFile(contentsOf: model).metadata["classes"]
  }

  private struct Line: Decodable {
    var event: String
    var label: String?
    var accuracy: Double?
    var meanAveragePrecision: Double?
    var sounds: Int?
    var calibrated: Bool?
    var probabilities: [String: Double]?
    var set: [String]?
    var noveltyP: Double?
  }

  private func lines(_ ending: Program.Ending) throws -> [Line] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try ending.output.split(separator: "\n").map {
      try decoder.decode(Line.self, from: Data($0.utf8))
    }
  }

  @Test func aFolderAClassBecomesAModelThatClassifyTakes() throws {
    let said = try learn(["--json", field])
    #expect(said.status == 0, "\(said)")
    let summary = try #require(try lines(said).last)
    #expect(summary.event == "summary" && summary.sounds == 18)
    #expect(try #require(summary.accuracy) > 0.8)
    #expect(try classes() == "hiss\nhum\ntone")
    let first = try Data(contentsOf: URL(filePath: model))
    try write("new.wav", pitch: 0.31)
    let named = try Program(
      "soundmark", ["classify", "--model", model, "--json", "\(field)/new.wav"]
    ).wait()
    let line = try #require(try lines(named).first)
    #expect(line.label == "tone" && line.calibrated == true, "\(named)")
    let unsure = try Program(
      "soundmark", ["classify", "--unsure", "0.2", "--model", model, "--json", "\(field)/new.wav"]
    ).wait()
    let doubt = try #require(try lines(unsure).first)
    // Four recordings calibrate.
    #expect(doubt.set?.contains("tone") == true && (0.2...1).contains(doubt.noveltyP ?? 0))
    let events = try Program(
      "soundmark", ["classify", "--events", "--model", model, "\(field)/new.wav"]
    ).wait()
    #expect(events.output.contains("tone"), "\(events)")
    // The same examples give the same model, which may be written again.
    try FileManager.default.removeItem(atPath: "\(field)/new.wav")
    #expect(try learn([field]).status == 0)
    #expect(try Data(contentsOf: URL(filePath: model)) == first)
  }

  /// Where the first examples are no longer, all that was learned from them is.
  @Test func aClassIsAddedToAModel() throws {
    try #require(
      try learn(["--add", "hum=\(field)/hum", "--add", "tone=\(field)/tone"]).status == 0)
    #expect(try classes() == "hum\ntone")
    try FileManager.default.removeItem(atPath: "\(field)/hum")
    let said = try Program(
      "soundmark", ["learn", "--model", model, "--add", "hiss=\(field)/hiss"]
    ).wait()
    #expect(said.status == 0 && said.output.contains("of 18 sounds of 18 recordings"), "\(said)")
    #expect(try classes() == "hiss\nhum\ntone")
    let again = try Program(
      "soundmark", ["learn", "--model", model, "--add", "hiss=\(field)/hiss"]
    ).wait()
    #expect(again.output.contains("of 18 sounds"), "\(again)")
  }

  @Test func aTableMayNameSeveralLabels() throws {
    var table = "file,labels\n"
    for take in 0..<6 {
      table += "hum/hum\(take).wav,hum\ntone/tone\(take).wav,tone; pure\nhiss/hiss\(take).wav,\n"
    }
    let path = try data.files.write(table, to: "field/labels.csv")
    let said = try learn(["--json", path])
    #expect(said.status == 0, "\(said)")
    // By chance it would be a third; of so few sounds held out it is no more than above that.
    #expect(try #require(try lines(said).last?.meanAveragePrecision) > 0.4)
    let named = try Program(
      "soundmark", ["classify", "--model", model, "--json", "\(field)/tone/tone2.wav"]
    ).wait()
    let found = try #require(try lines(named).first?.probabilities)
    #expect(found["tone"]! > 0.5 && found["pure"]! > 0.5 && found["hum"]! < 0.5, "\(named)")
    // Some of one label are no kin of these.
    let mixed = try Program(
      "soundmark", ["learn", "--model", model, "--add", "x=\(field)/hum"]
    ).wait()
    #expect(mixed.status == 1 && mixed.errors.contains("several labels a sound"), "\(mixed)")
  }

  /// What somebody was unsure of does not count.
  @Test func aReviewedTableCountsByItsVerdicts() throws {
    var table = "clip,label,verdict\n"
    for take in 0..<6 {
      table += "hum/hum\(take).wav,hum,right\ntone/tone\(take).wav,tone,\n"
      table += "hiss/hiss\(take).wav,hum,\(take < 3 ? "wrong" : "unsure")\n"
    }
    let said = try learn([try data.files.write(table, to: "field/corrections.csv")])
    #expect(said.status == 0 && said.output.contains("of 12 sounds"), "\(said)")
  }

  /// All of a class cut from one recording: nothing was learned of it when it was asked about.
  @Test func slicesOfARecordingAreHeldOutTogether() throws {
    let said = try learn(["--recordings", "^(h|t)", field])
    #expect(said.status == 0 && said.output.contains("cannot be said"), "\(said)")
    #expect(said.errors.contains("there is one recording alone"), "\(said)")
  }

  @Test func saysWhatLacks() throws {
    func refused(_ arguments: [String], _ words: String, status: Int32 = 1) throws {
      let said = try learn(arguments)
      #expect(said.status == status && said.errors.contains(words), "\(said)")
      #expect(!FileManager.default.fileExists(atPath: model))
    }
    try refused(["\(field)/none"], "no such file or folder")
    try refused(["\(field)/hum"], "expected one folder a class")
    try refused(["--add", "hum=\(field)/hum"], "Could not learn hum alone")
    try refused([], "Say what to learn from", status: 2)
    try refused(["--add", "hum"], "--add", status: 2)
    try refused(
      ["--add", "hum=\(field)/hum", "--add", "buzz=\(field)/hum"], "the same sound is there as")
    let table = try data.files.write("name,what\na.wav,b\n", to: "field/odd.csv")
    try refused([table], "its columns are name, what")
  }

  /// What was there and is no model of learn's stays.
  @Test func nothingElseIsOverwritten() throws {
    let own = try data.files.write("mine", to: "own.safetensors")
    let said = try learn([field])
    #expect(said.status == 1 && said.errors.contains("has not made"), "\(said)")
    #expect(try String(contentsOfFile: own, encoding: .utf8) == "mine")
  }

  /// The rest is learned from.
  @Test func aDamagedSoundIsSaidAndLeftOut() throws {
    try data.files.write("no sound", to: "field/hum/broken.wav")
    let said = try learn([field])
    #expect(said.status == 1 && said.errors.contains("broken.wav"), "\(said)")
    #expect(said.output.contains("of 18 sounds"), "\(said)")
  }

  @Test func aClassOfOneRecordingIsNotCounted() throws {
    try makeFolder("owl")
    try write("owl/owl.wav", pitch: 1.1)
    let said = try learn([field])
    #expect(said.status == 0 && said.output.contains("of 18 sounds"), "\(said)")
    #expect(said.errors.contains("Of owl there is one recording alone"), "\(said)")
  }
}
