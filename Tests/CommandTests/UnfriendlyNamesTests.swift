import Foundation
import TestSupport
import Testing

/// Names of clips and classes that would colour a terminal, end a query or leave a folder.
@Suite struct UnfriendlyNamesTests {
  private static let classes = [
    "\u{1b}[31mred'; DROP TABLE clip; --", "two\nlines\t../\"%s\"\u{202e}",
  ]
  private static let clip = "\u{1b}]0;title\u{7}'\"$(touch x)\n%n.wav"

  let data: SmallDataSet
  let project: Project

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
    data.change(0) { $0.name = Self.clip }
    try data.writeSound(data.rows[0])
    data.waitForClock()
    let rows = data.rows.map { row in
      [row.name, "\(row.recording)", "\(row.fold)", "\(row.label)", Self.classes[row.label]]
        .map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
        .joined(separator: ",")
    }
    try data.files.write(
      (["slice_file_name,fsID,fold,classID,class"] + rows).joined(separator: "\n"),
      to: "metadata.csv")
  }

  @Test(arguments: [[], ["--json"]]) func reachNobodyUnescaped(flags: [String]) throws {
    let files = Set(try FileManager.default.contentsOfDirectory(atPath: data.folder))
    for stage in Project.stages {
      let ending = try project.run(stage, flags)
      #expect(ending.status == 0, "\(stage): \(ending)")
      #expect(!ending.hasControlCharacters, "\(stage): \(ending)")
    }
    let commands = [
      ["status"], ["verify"], ["collect"], ["inspect", Self.clip],
      ["inspect", "--class", Self.classes[1], "--sheet"],
      ["inspect", "--class", "no\u{1b}[31msuch", "--sheet"],
      ["export", "--output", "\(data.folder)/all.npz"],
    ]
    for command in commands {
      let ending = try Program(
        "soundmark", command + ["--config", project.configuration] + flags,
        under: #"cd "\#(data.folder)"; exec "$0" "$@""#
      ).wait()
      #expect(ending.signal == nil, "\(command): \(ending)")
      #expect(!ending.hasControlCharacters, "\(command): \(ending)")
    }
    let after = Set(try FileManager.default.contentsOfDirectory(atPath: data.folder))
    let made = after.subtracting(files)
    #expect(made.isSuperset(of: ["manifest.sqlite", "cache", "results", "all.npz"]))
    #expect(
      made.filter { $0.hasSuffix("-sheet.png") || $0.hasSuffix("-spectrogram.png") }.count == 2)
    #expect(made.count == 6, "\(made)")
    for name in made { #expect(name.utf8.allSatisfy { $0 >= 0x20 }) }
    #expect(try project.query("SELECT DISTINCT label FROM clips ORDER BY 1").count == 2)
    #expect(try project.query("SELECT clip FROM predictions WHERE clip LIKE '%title%'").count == 3)
  }
}
