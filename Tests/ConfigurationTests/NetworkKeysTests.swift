import Configuration
import Foundation
import Networks
import Testing

struct NetworkKeysTests {
  private func read(_ text: String, _ overrides: [String] = []) throws -> PipelineConfiguration {
    try PipelineConfiguration(text: Array(text.utf8), path: "p.json", overrides: overrides)
  }

  private func network(_ layers: String, name: String? = "small") -> String {
    let name = name.map { #""name": "\#($0)", "# } ?? ""
    return #"{"training": {"network": {\#(name)"layers": [\#(layers)]}}}"#
  }

  private func sentence(_ text: String, _ overrides: [String] = []) -> String {
    do {
      _ = try read(text, overrides)
      return ""
    } catch { return "\(error)" }
  }

  private let layers = """
    {"layer": "convolution", "name": "c", "channels": 4},
    {"layer": "global-average-pooling"},
    {"layer": "linear", "name": "fc"}
    """

  @Test func takesLayersWithAName() throws {
    let configuration = try read(network(layers))
    #expect(configuration.training.network.name == "small")
    #expect(configuration.training.network.layersText.contains(#""channels":4"#))
    #expect(try read(network(layers, name: nil)).training.network.name == "custom")
    let overridden = try read(network(layers), ["training.network=resnet18"])
    #expect(overridden.training.network == NetworkDescription(.resnet18))
  }

  /// Runs of networks that are known keep their keys.
  @Test func layersArePartOfWhatIsKeyedWhereThereAreAny() throws {
    #expect(!(try read("{}").canonicalText(of: .training).contains("layers")))
    #expect(!(try read("{}").canonicalText.contains("layers")))
    let text = try read(network(layers)).canonicalText(of: .training)
    #expect(text.contains("training.network.layers=[{\"layer\":\"convolution\""))
    #expect(!text.contains("training.network.width"))
    let spelledOut = layers.replacingOccurrences(
      of: "\"channels\": 4", with: "\"kernel\": 3, \"channels\": 4")
    #expect(try read(network(spelledOut)).canonicalText(of: .training) == text)
    let other = layers.replacingOccurrences(of: ": 4", with: ": 5")
    #expect(try read(network(other)).canonicalText(of: .training) != text)
  }

  @Test func takesAWidthInTheNetworksOwnUnit() throws {
    #expect(
      try read("{}", [#"training.network={"name": "mobilenet", "width": 0.4}"#]).training.network
        .layers(classes: 3).count
        == NetworkDescription(.mn04).layers(classes: 3).count)
    #expect(
      sentence("{}", ["training.network.width=12.5"])
        == "--set training.network.width=12.5: 'training.network.width' is 12.5, but cnn4 takes "
        + "channels, a whole number of them.")
    #expect(
      sentence(network(layers), ["training.network.width=8"])
        == "--set training.network.width=8: 'training.network.width' is 8, but layers say their own "
        + "channels.")
  }

  @Test func picturesAreForNetworksThatKnowThem() throws {
    let resnet = #"{"training": {"network": "resnet18", "weights": "resnet18"}}"#
    let plain = try read(resnet).training.network
    #expect(plain == NetworkDescription(.resnet18))
    let key = "training.imageInput=normalised"
    #expect(try read(resnet, [key]).training.network == plain.takingImages())
    for other in [#"{"training": {"network": "resnet18"}}"#, "{}"] {
      #expect(sentence(other, [key]).contains("only resnet18, resnet34 and resnet50"))
    }
  }

  @Test func saysWhichLayerIsWrongAndWhere() {
    let missing = layers.replacingOccurrences(of: ", \"channels\": 4", with: "")
    #expect(
      sentence(network(missing))
        == "p.json, line 1: of 'training.network.layers', layer 1 (convolution 'c') has no channels, "
        + "expected a whole number from 1 to 65536.")
    let unpooled = layers.replacingOccurrences(
      of: "{\"layer\": \"global-average-pooling\"},\n", with: "")
    #expect(
      sentence(network(unpooled))
        == "p.json, line 2: of 'training.network.layers', layer 2 (linear 'fc') gets 4 maps of "
        + "126 x 171, expected a vector; put time-frequency-pooling or global-average-pooling before "
        + "it.")
  }

  @Test(arguments: ["cnn4", "linear", "duration"])
  func aNameThatMeansSomethingElseIsRefused(name: String) {
    #expect(sentence(network(layers, name: name)).contains("needs a name of its own"))
  }

  @Test func theDocumentedExampleIsANetwork() throws {
    let page = try String(
      contentsOf: PackageFiles.root.appending(path: "docs/networks.md"), encoding: .utf8)
    let example = page.components(separatedBy: "```json\n")[1].components(separatedBy: "```")[0]
    #expect(try read(example).training.network.name == "small")
    for kind in LayerList.kindNames { #expect(page.contains("| `\(kind)` |"), "\(kind)") }
    for name in NetworkDescription.Name.allCases {
      let end = name.rawValue.split(separator: "-").last!
      #expect(page.contains(end), "\(name.rawValue)")
    }
  }
}
