import Foundation
import ModelStages
import Pipeline
import TestSupport
import Testing

/// A configuration with its manifest and cache, worked on by processes.
struct Project {
  /// Those that have something to do under every configuration.
  static let stages = stageTypes.map { $0.name }.filter { $0 != PerturbStage.name }

  var configuration: String
  var manifest: String
  var cache: String
  /// Passed to every command.
  var flags: [String] = []
  /// What a shell does before it becomes a stage.
  var script: String?
  /// Kept as long as someone works in it.
  private let folder: TemporaryFolder

  init(_ data: SmallDataSet, _ name: String = "pipeline.json", place: String = ".") {
    self.init(data.files, name, place: place)
  }

  /// - Parameter place: Where manifest and cache are, relative to the folder.
  init(_ folder: TemporaryFolder, _ name: String = "pipeline.json", place: String = ".") {
    self.folder = folder
    configuration = "\(folder.path)/\(name)"
    manifest = "\(folder.path)/\(place)/manifest.sqlite"
    cache = "\(folder.path)/\(place)/cache"
  }

  func start(_ stage: String, _ arguments: [String] = []) throws -> Program {
    try Program(stage, ["--config", configuration] + flags + arguments, under: script)
  }

  func run(_ stage: String, _ arguments: [String] = []) throws -> Program.Ending {
    try start(stage, arguments).wait()
  }

  func verify() throws -> Program.Ending {
    try Program("soundmark", ["verify", "--config", configuration] + flags).wait()
  }

  /// Runs stages until one ends otherwise than well, and returns the last end.
  @discardableResult
  func runAll(_ stages: [String] = stages, _ arguments: [String] = []) throws -> Program.Ending {
    var ending = try run(stages[0], arguments)
    for stage in stages.dropFirst() where ending.status == 0 {
      ending = try run(stage, arguments)
    }
    return ending
  }

  /// Forgets all that was ever done.
  func clear() throws {
    for path in [manifest, "\(manifest)-wal", "\(manifest)-shm", cache]
    where FileManager.default.fileExists(atPath: path) {
      try FileManager.default.removeItem(atPath: path)
    }
  }

  /// The file of the network that was trained last.
  func network() throws -> String {
    let checkpoint = try query(
      "SELECT checkpoint FROM runs WHERE network = 'cnn4' ORDER BY run DESC")[0]
    return "\(cache)/\(checkpoint)"
  }

  /// Configured for a probe of a network that was trained a little, whose weights lie beside the cache.
  static func probing(_ data: SmallDataSet) throws -> Project {
    var project = Project(data)
    project.flags = ["--set", "training.epochs=1"]
    try #require(project.runAll().status == 0)
    let weights = "\(data.folder)/weights.safetensors"
    try FileManager.default.copyItem(atPath: project.network(), toPath: weights)
    project.flags = ["--set", "training.weights=\(weights)", "--set", "training.mode=probe"]
    return project
  }

  func results() throws -> [String] { try ManifestReader(manifest).results() }

  func query(_ sql: String) throws -> [String] { try ManifestReader(manifest).query(sql) }
}
