import Foundation
import Learning

/// Our own programs.
enum Ours {
  static let stagesToTensors = ["ingest", "segment", "render"]

  static func run(
    _ stage: String, _ configuration: URL, _ arguments: [String] = []
  ) throws -> Command.Outcome {
    try Command.run(
      Place.program("soundmark-" + stage), ["--config", configuration.path] + arguments)
  }

  static func versions() throws -> [String: String] {
    let version = try Command.run(Place.program("soundmark"), ["--version"]).output
    return [
      "soundmark": version.trimmingCharacters(in: .whitespacesAndNewlines),
      "engine": EngineIdentity.current,
    ]
  }

  /// Writes `pipeline.json` for a data set; manifest and cache go beside it.
  static func writeConfiguration(
    in folder: URL, dataSet: URL, metadata: String = "metadata/UrbanSound8K.csv",
    frontEnd: String = "torchaudio", _ sections: [String: [String: Any]]
  ) throws -> URL {
    var sections = sections
    sections["dataset", default: [:]].merge([
      "metadata": dataSet.appending(path: metadata).path,
      "audio": dataSet.appending(path: "audio").path,
    ]) { $1 }
    sections["paths"] = ["manifest": "manifest.sqlite", "cache": "cache"]
    var configuration: [String: Any] = sections
    configuration["frontEnd"] = frontEnd
    let json = try JSONSerialization.data(
      withJSONObject: configuration, options: [.prettyPrinted, .sortedKeys])
    let file = folder.appending(path: "pipeline.json")
    try json.write(to: file)
    return file
  }
}
