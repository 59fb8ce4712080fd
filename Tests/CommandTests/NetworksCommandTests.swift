import Foundation
import Networks
import TestSupport
import Testing

@Suite struct NetworksCommandTests {
  private let files: TemporaryFolder

  init() throws { files = try TemporaryFolder() }

  /// Also the project's own, on its spectrograms.
  @Test func countsEachKnownNetworkAndTheProjects() throws {
    let own =
      #"{"name":"small","layers":[{"layer":"global-average-pooling"},{"layer":"linear","name":"fc"}]}"#
    let path = try files.write(
      Array(#"{"frontEnd": "panns", "training": {"network": \#(own)}}"#.utf8), to: "pipeline.json")
    let ending = try Program("soundmark", ["networks", "--config", path]).wait()
    #expect(ending.status == 0, "\(ending)")
    let lines = ending.output.split(separator: "\n")
    #expect(lines[0] == "On 64 bands x 401 frames:")
    #expect(lines.count == 2 + NetworkDescription.Name.allCases.count + 1)
    let small = lines[lines.count - 1].split(separator: " ")
    #expect(small == ["small", "20", "10"])
    let cnn14 = lines.first { $0.hasPrefix("cnn14") }?.split(separator: " ")
    #expect(cnn14 == ["cnn14", "79.69", "M", "7986", "M"])
  }

  @Test func saysWhichTakeLargerSpectrograms() throws {
    let path = try files.write(
      Array(#"{"spectrogram": {"size": {"height": 8, "width": 8}}}"#.utf8), to: "pipeline.json")
    let ending = try Program(
      "soundmark", ["networks", "--config", path, "--set", "training.network=resnet18"]
    ).wait()
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output.contains("sbcnn"), "\(ending)")
    let sbcnn = ending.output.split(separator: "\n").first { $0.hasPrefix("sbcnn") }
    #expect(sbcnn?.hasSuffix("takes larger ones") == true)
  }
}
