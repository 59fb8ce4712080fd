import JSON
import Networks
import Testing

@Suite struct LayerListTests {
  private func network(_ json: String) throws -> NetworkDescription {
    try NetworkDescription(name: "test", layersText: json)
  }

  private func sentence(_ json: String) -> String {
    do {
      try network(json).check(bands: 16, frames: 20, classes: 3)
      return "none"
    } catch { return "\(error)" }
  }

  @Test(arguments: NetworkDescription.Name.allCases)
  func namedNetworksAreTheSameFromJSON(name: NetworkDescription.Name) throws {
    let named = NetworkDescription(name)
    let read = try NetworkDescription(name: name.rawValue, layersText: named.layersText)
    #expect(read == named)
    #expect(read.layersText == named.layersText)
    try read.check(bands: 128, frames: 173, classes: 10)
  }

  @Test func whatIsLeftOutHasItsStandardValue() throws {
    let short = try network(
      """
      [{"layer": "convolution", "name": "c", "channels": 4}, {"layer": "activation"},
       {"layer": "global-average-pooling"}, {"layer": "linear", "name": "fc"}]
      """)
    let long = try network(
      """
      [{"layer": "convolution", "name": "c", "channels": 4, "kernel": 3, "stride": 1, "padding": 0,
        "dilation": 1, "groups": 1, "bias": false}, {"layer": "activation", "function": "relu"},
       {"layer": "global-average-pooling"}, {"layer": "linear", "name": "fc"}]
      """)
    #expect(short == long)
    #expect(short.layersText == long.layersText)
    #expect(!short.layersText.contains("kernel"))
  }

  @Test func aTensorIsDescribedAsPyTorchHasIt() throws {
    let tensors = try NetworkDescription(.resnet18, width: 2).tensors(
      bands: 64, frames: 64, classes: 5)
    let shapes = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.shape) })
    #expect(shapes["conv1.weight"] == [2, 1, 7, 7])
    #expect(shapes["layer2.0.downsample.0.weight"] == [4, 2, 1, 1])
    #expect(shapes["layer4.1.bn2.running_var"] == [16])
    #expect(shapes["bn1.num_batches_tracked"] == [])
    #expect(shapes["fc.weight"] == [5, 16])
    #expect(shapes.count == 122)
  }

  /// A GRU goes over any number of steps; positions are learned for so many.
  @Test(arguments: [
    (NetworkDescription.Name.crnn, true), (.crnnAttention, true), (.transformer, false),
  ])
  func weightsFitAnotherLength(name: NetworkDescription.Name, expected: Bool) throws {
    func tensors(frames: Int) throws -> [TensorDescription] {
      try NetworkDescription(name).tensors(bands: 128, frames: frames, classes: 10)
    }
    #expect(try (tensors(frames: 173) == tensors(frames: 345)) == expected)
  }

  @Test(arguments: [
    (NetworkDescription.Name.transformer, "position", true),
    (.transformer, "projection.weight", false), (.sbcnn, "fc1.weight", true),
    (.crnn, "gru.weight_ih_l0", false),
  ])
  func namesTensorsOfOneLength(
    name: NetworkDescription.Name, tensor: String, expected: Bool
  ) throws {
    #expect(
      try NetworkDescription(name).isOfOneLength(tensor, bands: 128, frames: 128) == expected)
  }

  /// The ResNets' first convolution has one channel of three; VGGish has a classifier besides.
  @Test(arguments: [
    (NetworkDescription.Name.mn04, 128, 400, 527, 983_599),
    (.mn10, 128, 400, 527, 4_876_831),
    (.resnet18, 128, 173, 1_000, 11_689_512 - 2 * 64 * 49),
    (.resnet34, 128, 173, 1_000, 21_797_672 - 2 * 64 * 49),
    (.resnet50, 128, 173, 1_000, 25_557_032 - 2 * 64 * 49),
    (.vggish, 64, 96, 10, 72_141_184 + 129 * 10),
    (.sbcnn, 128, 128, 10, 241_434),
  ])
  func networksHaveTheirPublishedSizes(
    name: NetworkDescription.Name, bands: Int, frames: Int, classes: Int, expected: Int
  ) throws {
    let tensors = try NetworkDescription(name).tensors(
      bands: bands, frames: frames, classes: classes)
    let parameters = tensors.reduce(0) {
      guard case .parameter = $1.role else { return $0 }
      return $0 + $1.shape.reduce(1, *)
    }
    #expect(parameters == expected)
  }

  /// Where those who trained them take their embeddings.
  @Test(arguments: [
    (NetworkDescription.Name.mn04, 128, 400, 384), (.cnn14, 64, 401, 2_048), (.vggish, 64, 96, 128),
    (.resnet18, 128, 173, 512), (.cnn4, 128, 173, 256), (.sbcnn, 128, 128, 2_400),
  ])
  func anEmbeddingHasItsPublishedSize(
    name: NetworkDescription.Name, bands: Int, frames: Int, expected: Int
  ) throws {
    #expect(try NetworkDescription(name).features(bands: bands, frames: frames) == expected)
  }

  @Test func theFunctionBehindAnEmbeddingIsPartOfIt() throws {
    let network = try network(
      """
      [{"layer": "global-average-pooling"},
       {"layer": "linear", "name": "a", "outputs": 7, "embedding": true}, {"layer": "activation"},
       {"layer": "dropout"}, {"layer": "linear", "name": "fc"}]
      """)
    let body = try network.body(bands: 16, frames: 20)
    #expect(body.map(\.title) == ["global-average-pooling", "linear 'a'", "activation"])
    #expect(network.layersText.contains(#""embedding":true"#))
  }

  @Test(arguments: [
    (
      #"{"layer": "relu"}"#,
      #"the network has layers that are {"layer":"relu"}, expected a list of them in brackets"#
    ),
    (
      "[3]",
      #"layer 1 is 3, expected an object that says what it is, such as {"layer": "dropout"}"#
    ),
    (
      #"[{"layer": "convolution", "channels": 4}]"#,
      "layer 1 (convolution) has no name, expected text that is not empty"
    ),
    (
      #"[{"layer": "convolution", "name": "c"}]"#,
      "layer 1 (convolution 'c') has no channels, expected a whole number from 1 to 65536"
    ),
    (
      #"[{"layer": "convolution", "name": "c", "channels": "many"}]"#,
      #"layer 1 (convolution 'c') has the channels "many", expected a whole number from 1 to 65536"#
    ),
    (
      #"[{"layer": "convolution", "name": "c", "channels": 4, "pading": 1}]"#,
      "layer 1 (convolution 'c') has the key 'pading', expected no other than 'name', 'channels', "
        + "'kernel', 'stride', 'padding', 'dilation', 'groups', 'bias'; the nearest is 'padding'"
    ),
    (
      #"[{"layer": "activation", "function": "tanh"}]"#,
      #"layer 1 (activation) has the function "tanh", expected "relu", "hard-swish", "sigmoid" or "gelu""#
    ),
    (
      #"[{"layer": "linear", "name": "fc"}]"#,
      "layer 1 (linear 'fc') gets 1 map of 16 x 20, expected a vector; put time-frequency-pooling "
        + "or global-average-pooling before it"
    ),
    (
      #"[{"layer": "linear", "name": "fc", "embedding": true}]"#,
      "layer 1 (linear 'fc') is an embedding without outputs, expected them: an embedding knows no classes"
    ),
    (
      #"[{"layer": "convolution", "name": "c", "channels": 4, "groups": 2}]"#,
      "layer 1 (convolution 'c') goes from 1 to 4 channels in 2 groups, expected groups of the same "
        + "number of channels"
    ),
    (
      #"[{"layer": "average-pooling", "size": [4, 32]}]"#,
      "layer 1 (average-pooling) gets maps of 16 x 20, expected at least 16 x 32; render more bands or "
        + "longer clips"
    ),
    (
      """
      [{"layer": "residual", "body": [{"layer": "convolution", "name": "c", "channels": 4}]}]
      """,
      "layer 1 (residual) adds 1 map of 16 x 20 to 4 maps of 14 x 18, expected the same of both; give "
        + "the shortcut a convolution of kernel 1 with the body's channels and stride"
    ),
    (
      """
      [{"layer": "residual", "body": [{"layer": "dropout"}, {"layer": "batch-norm"}]}]
      """,
      "layer 1 (residual), body, layer 2 (batch-norm) has no name, expected text that is not empty"
    ),
    (
      #"[{"layer": "convolution", "name": "c", "channels": 65536, "kernel": 1, "padding": 1024}]"#,
      "layer 1 (convolution 'c') gives 65536 maps of 2064 x 2068, expected no more than any machine "
        + "can hold"
    ),
    (
      #"[{"layer": "global-average-pooling"}, {"layer": "linear", "name": "fc", "outputs": 7}]"#,
      "the last layer gives a vector of 7, expected a vector of 3, the number of classes; end with a "
        + "linear layer without outputs"
    ),
    (
      """
      [{"layer": "batch-norm", "name": "a"}, {"layer": "batch-norm", "name": "a"},
       {"layer": "global-average-pooling"}, {"layer": "linear", "name": "fc"}]
      """,
      "the network has two tensors 'a.weight', expected a name of its own for each layer"
    ),
  ])
  func saysWhatIsWrongWithWhichLayer(json: String, expected: String) {
    #expect(sentence(json) == expected)
  }

  @Test func anUnknownLayerIsNamedWithTheNearest() {
    let sentence = sentence(#"[{"layer": "dropout"}, {"layer": "convolutoin"}]"#)
    #expect(sentence.hasPrefix(#"layer 2 is of the kind "convolutoin", expected 'convolution', "#))
    #expect(sentence.hasSuffix("; the nearest is 'convolution'"))
  }
}
