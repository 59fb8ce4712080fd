import Configuration
import Digests
import Foundation
import Manifest
import Pipeline
import TestSupport
import Testing

/// Keys name what lies in people's caches and manifests. The table was made by the program of version
/// 0.1.0: a line a configuration, with the digests of the configuration, the data set's identity, and the
/// recipes of waveform, tensor and preview, behind them what is set. A line may change with a stage's
/// version only; a new key of the configuration changes none.
@Suite struct KeyTableTests {
  private static let lines = try! String(
    contentsOf: packageRoot.appendingPathComponent("Tests/PipelineTests/Golden/keys.txt"),
    encoding: .utf8
  ).split(separator: "\n").map(String.init)

  private static let text = """
    {
      "dataset": { "metadata": "metadata.csv", "audio": "audio" },
      "paths": { "manifest": "manifest.sqlite" }
    }
    """

  @Test(arguments: lines)
  func aConfigurationHasTheKeysItHad(line: String) throws {
    let overrides = line.split(separator: "|").dropFirst().joined().split(separator: " ")
    let configuration = try PipelineConfiguration(
      text: Array(Self.text.utf8), path: "full.json", overrides: overrides.map(String.init))
    let recipes = Recipes(configuration).texts
    let texts =
      [configuration.canonicalText, configuration.dataSetIdentity]
      + [ArtefactKind.waveform, .tensor, .preview].map { "\($0.rawValue)\n\(recipes[$0]!)" }
    let digests = texts.map { String(Digest(of: $0).hex.prefix(16)) }
    #expect(digests.joined(separator: " ") == line.prefix(while: { $0 != "|" }).dropLast())
  }
}
