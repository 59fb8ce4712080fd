import Foundation
import TestSupport
import Testing

@Suite struct InspectAndExportTests {
  let data: SmallDataSet
  let project: Project

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
  }

  private func isPicture(_ path: String) -> Bool {
    FileManager.default.contents(atPath: path)?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true
  }

  @Test func aFileNeedsNoProject() throws {
    let program = Process()
    program.executableURL = URL(fileURLWithPath: "\(Program.folder)/soundmark")
    program.arguments = ["inspect", data.rows[0].name, "--quiet"]
    program.currentDirectoryURL = URL(fileURLWithPath: "\(data.folder)/audio/fold1")
    program.standardOutput = FileHandle.nullDevice
    try program.run()
    program.waitUntilExit()
    #expect(program.terminationStatus == 0)
    #expect(isPicture("\(data.folder)/audio/fold1/100-0-0-0-spectrogram.png"))
  }

  @Test func aNameThatIsNotUTF8IsRefused() throws {
    let ending = try Program(
      "soundmark", ["inspect", "--config", project.configuration],
      under: #"""
        cd "\#(data.folder)"; name=$(printf 'a\377.wav'); cp "audio/\#(data.rows[0].path)" "$name"
        exec "$0" "$@" "$name"
        """#
    ).wait()
    #expect(ending.status == 1)
    #expect(ending.isOneSentence, "\(ending)")
    #expect(ending.errors.contains(#"a\xFF.wav: the name is not UTF-8 text"#), "\(ending)")
  }

  /// The facts that there are, the fault, and no picture.
  @Test func aFileThatIsNoSoundEndsWithOne() throws {
    let ending = try Program(
      "soundmark",
      [
        "inspect", "--config", project.configuration, project.configuration, "--output",
        "\(data.folder)/picture.png",
      ]
    ).wait()
    #expect(ending.status == 1)
    #expect(ending.output.contains("not-audio   No decoder takes"), "\(ending)")
    #expect(!isPicture("\(data.folder)/picture.png"))
  }

  /// Eight segments of 0.05 s each.
  @Test(arguments: [[], ["--json"]])
  func theTensorsOfALongClipAreCountedAndListedForPrograms(flags: [String]) throws {
    var project = project
    project.flags = ["--set", "segment.seconds=0.05", "--set", "spectrogram.hopLength=16"]
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
    let ending = try Program(
      "soundmark",
      ["inspect", "--config", project.configuration, data.rows[0].name] + project.flags + flags
        + ["--output", "\(data.folder)/picture.png"]
    ).wait()
    #expect(ending.status == 0, "\(ending)")
    let lines = ending.output.split(separator: "\n")
    if flags.isEmpty {
      let listed = lines.filter { $0.hasPrefix("tensor ") }.map { $0.prefix(8) }
      #expect(listed == ["tensor 0", "tensor 1", "tensor 2"])
      #expect(lines.contains("            and 5 tensors more (--json lists them)"), "\(ending)")
    } else {
      for segment in 0..<8 {
        #expect(ending.output.contains("\"tensor_\(segment)\":"), "\(ending)")
      }
    }
  }

  @Test func looksAndExportsWithoutChangingTheManifest() throws {
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
    let before = try project.query("SELECT id, last_used FROM configuration")
    let sheet = "\(data.folder)/sheet.png"
    let config = ["--config", project.configuration, "--set", "preview.colormap=magma"]
    let drawn = try Program(
      "soundmark", ["inspect", "--class", "siren", "--sheet", "--output", sheet] + config
    ).wait()
    #expect(drawn.status == 0, "\(drawn)")
    #expect(isPicture(sheet))
    let file = "\(data.folder)/clips.npz"
    let exported = try Program(
      "soundmark", ["export", "--folds", "1", "3", "--output", file] + config
    )
    .wait()
    #expect(exported.output == "export: 8 tensors in \(file)\n")
    #expect(FileManager.default.contents(atPath: file)?.starts(with: Array("PK".utf8)) == true)
    #expect(try project.query("SELECT id, last_used FROM configuration") == before)
  }

  @Test(arguments: [
    ["inspect"], ["inspect", "--class", "siren"], ["inspect", "a.wav", "--front-end"],
    ["export", "--output", "clips.csv"], ["export"],
    ["export", "--output", "clips.npz", "--onnx", "a.onnx"],
    ["export", "--output", "clips.npz", "--model", "a.safetensors"],
    ["export", "--onnx", "a.onnx", "--folds", "1"],
    ["export", "--state-dict", "a", "--embeddings"],
  ])
  func aCommandLineThatIsWrongEndsWithTwo(_ arguments: [String]) throws {
    #expect(try Program("soundmark", arguments).wait().status == 2)
  }
}
