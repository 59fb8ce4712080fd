import Foundation
import TensorFiles
import TestSupport
import Testing

private let shared = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appendingPathComponent("../../../shared").standardizedFileURL
private let transfer = shared.appendingPathComponent("reference/transfer")
private let isThere = FileManager.default.fileExists(atPath: transfer.path)

/// Sounds named by weights that others published, where nobody has trained anything.
@Suite struct PublishedModelTests {
  private let files: TemporaryFolder
  private let configuration: String
  private let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../TensorFilesTests/Golden").standardizedFileURL.path

  init() throws {
    files = try TemporaryFolder()
    configuration = try files.write(
      #"{ "paths": { "weights": "kept" } }"#, to: "pipeline.json")
  }

  private func keepWeights() throws {
    try FileManager.default.createDirectory(
      atPath: "\(files.path)/kept", withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: transfer.appendingPathComponent("mn04_as_mAP_432.pt").path,
      toPath: "\(files.path)/kept/mn04_as_mAP_432.pt")
  }

  private func classify(_ arguments: [String]) throws -> Program.Ending {
    try Program("soundmark", ["classify", "--config", configuration] + arguments).wait()
  }

  private struct Line: Decodable {
    var event: String
    var file: String
    var probabilities: [String: Double]
  }

  /// From the sound file to each of 527 probabilities, as PyTorch gives them.
  @Test(.enabled(if: isThere, "needs ../shared/reference/transfer"))
  func saysWhatThePublishedNetworkSays() throws {
    try keepWeights()
    let clips = try SafetensorsFile(
      contentsOf: transfer.appendingPathComponent("mn04-clips.safetensors").path)
    let names = try JSONDecoder().decode(
      [String].self, from: Data(try #require(clips.metadata["clips"]).utf8))
    let logits = try clips.floats(named: "logits")
    let labels = try String(
      contentsOf: transfer.appendingPathComponent("audioset_labels.csv"), encoding: .utf8)
    try #require(labels.contains("Siren"))
    let sounds = names.map {
      shared.appendingPathComponent("data/urbansound8k/audio/\($0)").path
    }
    let ending = try classify(["--model", "efficientat-mn04", "--json"] + sounds)
    #expect(ending.status == 0, "\(ending)")
    let lines = try ending.output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    try #require(lines.count == names.count)
    for (clip, line) in lines.enumerated() {
      #expect(line.probabilities.count == 527)
      let expected = logits[clip * 527..<(clip + 1) * 527].map { 1 / (1 + exp(-Double($0))) }
      let found = line.probabilities.values.sorted()
      for (a, b) in zip(found, expected.sorted()) { #expect(abs(a - b) < 0.005) }
    }
  }

  /// Its last layer's input as PyTorch gives it; a sound that is broken costs the others nothing.
  @Test(.enabled(if: isThere, "needs ../shared/reference/transfer"))
  func embedsAsThePublishedNetworkDoes() throws {
    try keepWeights()
    let clips = try SafetensorsFile(
      contentsOf: transfer.appendingPathComponent("mn04-clips.safetensors").path)
    let names = try JSONDecoder().decode(
      [String].self, from: Data(try #require(clips.metadata["clips"]).utf8))
    let sounds = names.map {
      shared.appendingPathComponent("data/urbansound8k/audio/\($0)").path
    }
    let broken = try files.write("no sound", to: "broken.wav")
    let output = "\(files.path)/rows.npy"
    let ending = try Program(
      "soundmark",
      ["embed", "--config", configuration, "--model", "efficientat-mn04", "--output", output]
        + [sounds[0], broken] + sounds.dropFirst()
    ).wait()
    #expect(ending.status == 1, "\(ending)")
    #expect(ending.errors.contains("broken.wav"))
    #expect(ending.output == "embed: 16 segments, 384 numbers each, in \(output)\n")
    let rows = try NpyArray(contentsOf: output)
    try #require(rows.shape == [16, 384])
    let expected = try clips.floats(named: "embeddings", shape: [16, 384])
    for (a, b) in zip(rows.elements, expected) { #expect(abs(a - b) < 0.01) }
  }

  @Test func refusesEmbeddingsInAnotherFormat() throws {
    let ending = try Program("soundmark", ["embed", "--output", "rows.csv", "a.wav"]).wait()
    #expect(ending.status == 2 && ending.errors.contains(".npz or .npy"), "\(ending)")
  }

  @Test(.enabled(if: isThere, "needs ../shared/reference/transfer"))
  func takesTheFileItselfAndFoldersAndAsManyClassesAsWanted() throws {
    let weights = transfer.appendingPathComponent("mn04_as_mAP_432.pt").path
    try files.write("no sound", to: "sounds/notes.txt")
    try FileManager.default.createDirectory(
      atPath: "\(files.path)/sounds/deep", withIntermediateDirectories: true)
    try files.write(noise(16_000), to: "sounds/deep/a.wav", as: SoundFormat(rate: 16_000))
    try files.write(noise(16_000), to: "sounds/b.wav", as: SoundFormat(rate: 16_000))
    let ending = try classify(["--model", weights, "--top", "3", "\(files.path)/sounds"])
    #expect(ending.status == 0, "\(ending)")
    let lines = ending.output.split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines[0].hasPrefix("\(files.path)/sounds/b.wav: "))
    #expect(lines[4].hasPrefix("\(files.path)/sounds/deep/a.wav: "))
    #expect(ending.errors.contains("1 passed over: notes.txt (no sound ending)"), "\(ending)")
  }

  /// Found by a plan, before anything is rendered or trained.
  @Test(.enabled(if: isThere, "needs ../shared/reference/transfer"))
  func weightsOfAnotherNetworkAreNamedByThePlan() throws {
    try keepWeights()
    let project = Project(try SmallDataSet())
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
    let weights = "\(files.path)/kept/mn04_as_mAP_432.pt"
    let arguments = [
      "--dry-run", "--set", "training.weights=\(weights)", "--set", "training.mode=probe",
      "--set", "training.network={\"name\":\"efficientat-mn10\"}",
    ]
    let ending = try project.run("train", arguments)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("Could not begin efficientat-mn10"), "\(ending)")
    #expect(ending.errors.contains("features.0.0.weight"), "\(ending)")
    #expect(ending.errors.contains("fit training.network efficientat-mn04"), "\(ending)")
  }

  @Test func saysHowToGetWeightsThatAreNotThere() throws {
    let sound = try files.write(noise(800), to: "a.wav", as: SoundFormat(rate: 8_000))
    let ending = try classify(["--model", "efficientat-mn04", sound])
    #expect(ending.status == 1)
    #expect(ending.errors.contains("soundmark weights fetch efficientat-mn04"), "\(ending)")
  }

  @Test func saysWhatWeightsOfPicturesAreFor() throws {
    let sound = try files.write(noise(800), to: "a.wav", as: SoundFormat(rate: 8_000))
    let ending = try classify(["--model", "resnet18", sound])
    #expect(ending.status == 1 && ending.isOneSentence, "\(ending)")
    #expect(ending.errors.contains("made for pictures"), "\(ending)")
  }

  /// What its pickle would run is never looked up: neither as a model nor as weights to start from.
  @Test(arguments: ["hostile.pt", "hostile.pth"])
  func aHostileFileDoesNothingButBeRefused(name: String) throws {
    let data = try SmallDataSet()
    let project = Project(data)
    let hostile = "\(golden)/\(name)"
    let sound = "\(data.folder)/audio/\(data.rows[0].path)"
    let classified = try classify(["--model", hostile, sound])
    #expect(classified.status == 1)
    #expect(classified.errors.contains("none of the weights that soundmark weights lists"))
    try #require(project.runAll(["ingest", "segment", "render"]).status == 0)
    for mode in ["train", "fine-tune", "probe"] {
      let trained = try project.run(
        "train", ["--set", "training.weights=\(hostile)", "--set", "training.mode=\(mode)"])
      #expect(trained.status == 1, "\(trained)")
      #expect(trained.errors.contains("error: "), "\(trained)")
    }
    #expect(!FileManager.default.fileExists(atPath: "hostile-was-here"))
    #expect(!FileManager.default.fileExists(atPath: "\(data.folder)/hostile-was-here"))
  }
}
