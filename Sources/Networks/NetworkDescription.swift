import JSON

/// A network: its layers, and what leaderboards call it.
public struct NetworkDescription: Hashable, Sendable {
  public let name: String
  private let source: Source

  private enum Source: Sendable {
    case named(Name, width: Double)
    case layers([any Layer])
  }

  /// A network that is known.
  /// - Parameter width: of the first convolution, which the others follow in proportion, in the unit of
  ///   `Name.standardWidth`, which nil stands for.
  public init(_ name: Name, width: Double? = nil) {
    let width = width ?? name.standardWidth
    precondition(width > 0 && (width >= 1 || !name.widthIsWhole), "a network of width \(width)")
    self.name = name.rawValue
    source = .named(name, width: width)
  }

  /// A network of layers; a linear one without outputs gets as many as there are classes.
  package init(name: String, layers: [any Layer]) {
    self.name = name
    source = .layers(layers)
  }

  /// A network of layers as JSON has them: `[{"layer": "convolution", …}, …]`.
  /// - Throws: `NetworkError` that says what is wrong with which layer.
  package init(name: String, layers json: JSONValue) throws(NetworkError) {
    self.name = name
    source = .layers(try LayerList.read(json))
  }

  /// As ``layersText`` gives them.
  package init(name: String, layersText text: String) throws {
    try self.init(name: name, layers: try JSONParser.parse(Array(text.utf8)))
  }

  /// The same network of three channels, a spectrogram in each, as those that were trained on pictures take it.
  package func takingImages() -> NetworkDescription {
    NetworkDescription(name: name, layers: [ImageChannels()] + layers)
  }

  /// The layers on one line of JSON.
  package var layersText: String { LayerList.json(layers).text }

  /// The layers from spectrogram to logits, named as in PyTorch's `state_dict`; the last one's outputs
  /// are left open.
  private var layers: [any Layer] {
    switch source {
    case .named(let name, let width): name.layers(width: width)
    case .layers(let layers): layers
    }
  }

  package func layers(classes: Int) -> [any Layer] {
    layers.map { $0.resolved(classes: classes) }
  }

  /// How many layers come up to the one of that name, that one and the functions behind it included; 0
  /// where none has that name, which may be the beginning of names: `features.3` of `features.3.block.0`.
  package func layers(through name: String?) -> Int {
    guard let name,
      let last = layers.lastIndex(where: { layer in
        layer.parts.contains { $0.name == name || $0.name.hasPrefix(name + ".") }
      })
    else { return 0 }
    let following = layers[(last + 1)...].prefix { $0 is Activation }
    return last + 1 + following.count
  }

  /// What layers may be called: their names, and how these begin, up to each point.
  package var layerNames: Set<String> {
    var names: Set<String> = []
    for name in layers.flatMap(\.parts).map(\.name) where !name.isEmpty {
      let words = name.split(separator: ".")
      for count in 1...words.count { names.insert(words.prefix(count).joined(separator: ".")) }
    }
    return names
  }

  /// Whether any convolution has a filter a channel.
  package var hasDepthwise: Bool {
    layers.contains { $0.parts.contains { ($0 as? Convolution)?.isDepthwise ?? false } }
  }

  /// What remains of a network without its head: the layers up to the linear one that is the embedding, the
  /// function behind it included, else up to the first that gives a vector.
  /// - Throws: `NetworkError` where a layer cannot take what it gets, or none gives a vector.
  package func body(bands: Int, frames: Int) throws(NetworkError) -> [any Layer] {
    let input = FeatureShape.map(channels: 1, height: bands, width: frames)
    if let embedding = layers.last(where: { ($0 as? Linear)?.isEmbedding ?? false }) {
      let body = Array(layers.prefix(layers(through: embedding.name)))
      _ = try LayerList.output(body, of: input)
      return body
    }
    for count in layers.indices.map({ $0 + 1 }) {
      let body = Array(layers.prefix(count))
      if case .vector = try LayerList.output(body, of: input) { return body }
    }
    throw NetworkError(
      place: "the network \(name)", found: "makes no vector of a spectrogram",
      expected: "a pooling layer over height and width before its head")
  }

  /// Numbers of the vector that ``body(bands:frames:)`` gives.
  package func features(bands: Int, frames: Int) throws(NetworkError) -> Int {
    try LayerList.output(
      body(bands: bands, frames: frames), of: .map(channels: 1, height: bands, width: frames)
    ).channels
  }

  /// The name of the first layer with tensors behind ``body(bands:frames:)``.
  package func headName(bands: Int, frames: Int) throws(NetworkError) -> String? {
    layers.dropFirst(try body(bands: bands, frames: frames).count).map(\.name)
      .first { !$0.isEmpty }
  }

  /// The name of the last layer with tensors, which gives the logits.
  package var lastName: String? { layers.last { !$0.name.isEmpty }?.name }

  /// All that it has in a `state_dict`.
  package func tensors(
    bands: Int, frames: Int, classes: Int
  ) throws(NetworkError) -> [TensorDescription] {
    try LayerList.tensors(
      layers(classes: classes), input: .map(channels: 1, height: bands, width: frames))
  }

  /// How large it is: what training changes, and what a clip's forward pass multiplies and adds in convolutions,
  /// linear layers, GRUs and attention; norms, functions and poolings are little beside that and not counted.
  package func size(
    bands: Int, frames: Int, classes: Int
  ) throws(NetworkError) -> (parameters: Int, multiplyAdds: Int) {
    (
      try tensors(bands: bands, frames: frames, classes: classes).filter(\.isParameter)
        .map(\.count).reduce(0, +),
      try LayerList.multiplyAdds(
        layers(classes: classes), input: .map(channels: 1, height: bands, width: frames))
    )
  }

  /// Whether a tensor has another shape for spectrograms of another length, as learned positions do and the first
  /// linear layer behind a flattening.
  package func isOfOneLength(_ tensor: String, bands: Int, frames: Int) throws(NetworkError) -> Bool
  {
    func shape(frames: Int) throws(NetworkError) -> [Int]? {
      try tensors(bands: bands, frames: frames, classes: 1).first { $0.name == tensor }?.shape
    }
    return try shape(frames: frames) != shape(frames: 2 * frames)
  }

  /// - Throws: `NetworkError` where the layers don't make `classes` logits of a spectrogram, or have
  ///   tensors of the same name.
  package func check(bands: Int, frames: Int, classes: Int) throws(NetworkError) {
    let input = FeatureShape.map(channels: 1, height: bands, width: frames)
    let layers = layers(classes: classes)
    let output = try LayerList.output(layers, of: input)
    guard output == .vector(classes) else {
      throw NetworkError(
        place: "the last layer", found: "gives \(output)",
        expected: "a vector of \(classes), the number of classes",
        advice: "end with a linear layer without outputs")
    }
    var names: Set<String> = []
    for tensor in try LayerList.tensors(layers, input: input) {
      guard names.insert(tensor.name).inserted else {
        throw NetworkError(
          place: "the network", found: "has two tensors '\(tensor.name)'",
          expected: "a name of its own for each layer")
      }
    }
  }

  public static func == (a: NetworkDescription, b: NetworkDescription) -> Bool {
    a.name == b.name && a.layers.hashable == b.layers.hashable
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(layers.hashable)
  }
}
