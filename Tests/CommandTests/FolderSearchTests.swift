import Foundation
import TestSupport
import Testing

/// `soundmark search --in`, as a process.
@Suite struct FolderSearchTests {
  private let data: SmallDataSet
  private let model: String
  private let configuration: String

  init() throws {
    data = try SmallDataSet()
    let project = Project(data)
    try #require(project.runAll().status == 0)
    model = try project.network()
    configuration = try data.files.write(
      #"{ "paths": { "weights": "kept" } }"#, to: "search.json")
    try FileManager.default.createDirectory(
      atPath: "\(data.folder)/field/deep", withIntermediateDirectories: true)
    // Silence, with a tone in the third half of a second.
    let samples = (0..<16_000).map { index in
      8_000..<12_000 ~= index ? 0.4 * sinf(Float(index) * 0.3) : 0
    }
    try data.files.write(samples, to: "field/long.wav", as: SoundFormat(rate: 8000))
    try data.files.write(
      [Float](repeating: 0, count: 8_000), to: "field/deep/silent.wav",
      as: SoundFormat(rate: 8000))
    try data.files.write(
      (0..<4_000).map { 0.4 * sinf(Float($0) * 0.3) }, to: "tone.wav",
      as: SoundFormat(rate: 8000))
  }

  private func search(_ arguments: [String]) throws -> Program.Ending {
    try Program(
      "soundmark",
      ["search", "--config", configuration, "--in", "\(data.folder)/field", "--model", model]
        + arguments
    ).wait()
  }

  private var kept: [String] {
    ((try? FileManager.default.contentsOfDirectory(
      atPath: "\(data.folder)/kept/embeddings")) ?? []).sorted()
  }

  @Test func saysWhereASoundIsHeard() throws {
    let said = try search(["--top", "3", "\(data.folder)/tone.wav"])
    #expect(said.status == 0, "\(said)")
    let lines = said.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].contains("long.wav  from 1.0"), "\(said)")
    #expect(said.errors.contains("among 6 segments"), "\(said)")
    #expect(kept.count == 1)
  }

  /// A sound is embedded again when it has changed, and what cannot be read is said.
  @Test func whatWasEmbeddedIsKept() throws {
    let query = "\(data.folder)/tone.wav"
    let first = try search([query])
    let file = "\(data.folder)/kept/embeddings/\(try #require(kept.first))"
    let before = try Data(contentsOf: URL(filePath: file))
    let stamp = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
    #expect(try search([query]).output == first.output)
    #expect(
      try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date == stamp)
    data.waitForClock()
    try data.files.write("no sound", to: "field/broken.wav")
    try data.files.write(
      (0..<8_000).map { 0.4 * sinf(Float($0) * 0.3) }, to: "field/deep/silent.wav",
      as: SoundFormat(rate: 8000))
    let changed = try search([query])
    #expect(changed.errors.contains("broken.wav"), "\(changed)")
    #expect(changed.output.prefix { $0 != "\n" }.contains("silent.wav"), "\(changed)")
    #expect(try Data(contentsOf: URL(filePath: file)) != before)
    // A damaged one is made again.
    try Data(before.prefix(100)).write(to: URL(filePath: file))
    #expect(try search([query]).output == changed.output)
  }

  @Test func aSoundDoesNotFindItself() throws {
    let said = try search(["\(data.folder)/field/long.wav"])
    #expect(said.status == 0 && !said.output.contains("long.wav"), "\(said)")
  }

  @Test func saysWhatDoesNotGoTogether() throws {
    for arguments in [["--clip", "x"], ["--top", "0", "x.wav"]] {
      #expect(try search(arguments).status == 2)
    }
    let absent = try search(["\(data.folder)/none.wav"])
    #expect(absent.status == 1 && absent.errors.contains("none.wav"), "\(absent)")
  }
}
