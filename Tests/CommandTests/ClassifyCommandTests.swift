import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct ClassifyCommandTests {
  let data: SmallDataSet
  let project: Project

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
    try #require(project.runAll().status == 0)
  }

  private func sound(_ index: Int) -> String { "\(data.folder)/audio/\(data.rows[index].path)" }

  private func classify(_ arguments: [String]) throws -> Program.Ending {
    try Program("soundmark", ["classify"] + arguments).wait()
  }

  private var projectArguments: [String] { ["--config", project.configuration] }

  private func checkpoint(_ network: String) throws -> String {
    let path = try project.query(
      "SELECT checkpoint FROM runs WHERE network = '\(network)' ORDER BY run DESC")[0]
    return "\(project.cache)/\(path)"
  }

  @Test func printsLabelsAndProbabilitiesAndTheModel() throws {
    let before = try Snapshot(data.folder)
    let ending = try classify(projectArguments + [sound(0), sound(3)])
    #expect(ending.status == 0, "\(ending)")
    let lines = ending.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 6)
    for (first, sound) in [(0, sound(0)), (3, sound(3))] where lines.count == 6 {
      #expect(lines[first].hasPrefix("\(sound): "))
      let rows = lines[first + 1...first + 2].map { $0.split(separator: " ") }
      #expect(Set(rows.map { $0[0] }) == ["dog_bark", "siren"])
      #expect(lines[first].hasSuffix(": \(rows[0][0]) \(rows[0][1])"))
      #expect(Double(rows[0][1])! >= Double(rows[1][1])!)
      #expect(abs(Double(rows[0][1])! + Double(rows[1][1])! - 1) < 0.0015)
    }
    #expect(ending.errors.contains("cnn4 trained on folds 1, 2"), "\(ending)")
    #expect(ending.errors.contains(try checkpoint("cnn4")))
    #expect(try Snapshot(data.folder) == before, "looking leaves no trace")
  }

  /// The project's last network, and the one that is named.
  @Test func exportsItsNetworkForOtherPrograms() throws {
    let state = "\(data.folder)/cnn4.safetensors"
    let exported = try Program("soundmark", ["export", "--state-dict", state] + projectArguments)
      .wait()
    #expect(exported.status == 0, "\(exported)")
    #expect(exported.output.hasPrefix("export: cnn4 as "), "\(exported)")
    let file = try SafetensorsFile(contentsOf: state)
    #expect(file.names.contains("fc.weight") && !file.names.contains("input.mean"))
    #expect(file.metadata["classes"] == "dog_bark\nsiren")

    let onnx = "\(data.folder)/cnn4.onnx"
    let model = try checkpoint("cnn4")
    let whole = try Program("soundmark", ["export", "--onnx", onnx, "--model", model, "--json"])
      .wait()
    #expect(whole.status == 0 && whole.output.contains(#""network":"cnn4""#), "\(whole)")
    let bytes = try Data(contentsOf: URL(filePath: onnx))
    #expect(bytes.range(of: Data(#"["dog_bark","siren"]"#.utf8)) != nil)
    // A baseline is no network.
    let linear = try checkpoint("linear")
    let refused = try Program("soundmark", ["export", "--onnx", onnx, "--model", linear]).wait()
    #expect(refused.status == 1 && refused.isOneSentence, "\(refused)")
  }

  @Test func aFileThatIsNotThereIsSaidBeforeThatThereIsNoModel() throws {
    let folder = try TemporaryFolder()
    let ending = try run(in: folder.path, ["nofile.wav"])
    #expect(ending.status == 1)
    #expect(ending.errors.contains("There is no file nofile.wav"), "\(ending)")
    #expect(ending.isOneSentence, "\(ending)")
  }

  /// In an empty folder, and where the configuration makes no sense.
  @Test func aModelFileNeedsNothingElse() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(
      Data(contentsOf: URL(filePath: checkpoint("cnn4"))), to: "model.safetensors")
    let expected = try classify(projectArguments + [sound(0)]).output
    for content in [nil, "nonsense"] {
      if let content { try folder.write(content, to: "pipeline.json") }
      let ending = try run(in: folder.path, ["--model", model, sound(0)])
      #expect(ending.status == 0, "\(ending)")
      #expect(ending.output == expected)
      #expect(ending.errors == "")
    }
  }

  @Test func withoutAProjectOrAModelSaysWhatToDo() throws {
    let folder = try TemporaryFolder()
    let ending = try run(in: folder.path, [sound(0)])
    #expect(ending.status == 1)
    #expect(ending.errors.contains("--model FILE"), "\(ending)")
    #expect(ending.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: ["linear", "duration"])
  func aBaselineIsRefusedInASentence(_ baseline: String) throws {
    let ending = try classify(["--model", checkpoint(baseline), sound(0)])
    #expect(ending.status == 1)
    #expect(ending.isOneSentence, "\(ending)")
  }

  /// The good ones are classified, before and after.
  @Test func aFaultySoundStopsNoOther() throws {
    let text = try data.files.write("no sound", to: "a.wav")
    let ending = try classify(
      projectArguments + [sound(0), text, "\(data.folder)/none.wav", sound(1)])
    #expect(ending.status == 1)
    #expect(ending.output.split(separator: "\n").count == 6)
    #expect(ending.errors.contains("error: not-audio: No decoder takes"), "\(ending)")
    #expect(ending.errors.contains("error: missing: There is no file"), "\(ending)")
  }

  /// They are there, and told apart, but not opened; as ingest has it.
  @Test(arguments: [[], ["--json"]]) func namesThatAreNotUTF8AreRefused(flags: [String]) throws {
    let ending = try Program(
      "soundmark", ["classify"] + projectArguments + flags,
      under: #"""
        cd "\#(data.folder)"; a=$(printf 'a\377\376.wav'); b=$(printf 'a\376\377.wav')
        cp "\#(sound(0))" "$a"; cp "\#(sound(0))" "$b"
        exec "$0" "$@" "$a" "$b" "\#(sound(1))"
        """#
    ).wait()
    #expect(ending.status == 1)
    for name in [#"a\xFF\xFE.wav"#, #"a\xFE\xFF.wav"#] {
      let sentence = "error: bad-name: \(name): the name is not UTF-8 text.\n"
      #expect(ending.errors.contains(sentence), "\(ending)")
    }
    #expect(!ending.errors.contains("missing"), "\(ending)")
    let lines = ending.output.split(separator: "\n")
    #expect(lines.count == 3, "\(ending)")
    if !flags.isEmpty {
      #expect(lines[0].contains(#""file":"a\\xFF\\xFE.wav""#), "\(ending)")
      #expect(lines[0].contains(#""category":"bad-name""#), "\(ending)")
    }
  }

  /// Half an hour, which would take 58 MB.
  @Test func aLongSoundIsNotHeldInMemory() throws {
    let long = try data.files.write(
      noise(14_400_000), to: "long.wav", as: SoundFormat(rate: 8000))
    let ending = try classify(projectArguments + ["--quiet", long])
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output.hasSuffix(" (3600 segments)\n"))
    #expect((20 << 20..<80 << 20).contains(ending.peakMemory), "\(ending.peakMemory >> 20) MiB")
  }

  @Test func jsonIsOneObjectALine() throws {
    let hostile = "\(data.folder)/\"a\"\n\u{1b}[2J.wav"
    try FileManager.default.copyItem(atPath: sound(0), toPath: hostile)
    let ending = try classify(projectArguments + ["--json", hostile, "/none.wav"])
    #expect(ending.status == 1)
    let objects = try ending.output.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
    try #require(objects.count == 2, "\(ending)")
    #expect(objects[0]["file"] as? String == hostile)
    let probabilities = objects[0]["probabilities"] as? [String: Double] ?? [:]
    let label = try #require(objects[0]["label"] as? String)
    #expect(Set(probabilities.keys) == ["dog_bark", "siren"])
    #expect(objects[0]["probability"] as? Double == probabilities[label])
    #expect(probabilities.values.max() == probabilities[label])
    #expect(objects[0]["segments"] as? Int == 1)
    #expect(objects[0]["model"] as? String == (try checkpoint("cnn4")))
    #expect(objects[1]["category"] as? String == "missing")
  }

  @Test func hostileNamesAreEscaped() throws {
    let hostile = "\(data.folder)/\u{1b}[31m\u{202e}\n.wav"
    try FileManager.default.copyItem(atPath: sound(0), toPath: hostile)
    let ending = try classify(projectArguments + [hostile, hostile + "\u{7}"])
    #expect(ending.output.contains("\\x1B[31m\\u{202E}\\x0A.wav: "), "\(ending)")
    #expect(!(ending.output + ending.errors).contains { $0 == "\u{1b}" || $0 == "\u{7}" })
  }

  private func run(in folder: String, _ arguments: [String]) throws -> Program.Ending {
    let program = Process()
    let (output, errors) = (Pipe(), Pipe())
    program.executableURL = URL(filePath: "\(Program.folder)/soundmark")
    program.arguments = ["classify"] + arguments
    program.currentDirectoryURL = URL(filePath: folder)
    program.standardOutput = output
    program.standardError = errors
    try program.run()
    let text = [output, errors].map {
      String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
    program.waitUntilExit()
    return Program.Ending(
      status: program.terminationStatus, signal: nil, output: text[0], errors: text[1],
      peakMemory: 0)
  }
}
