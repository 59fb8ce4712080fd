import JSON

/// The layers of a network, one after the other, from JSON, into it, and what they come to.
package enum LayerList {
  /// Every layer that there is: a new one is a line here and a file in `Layers`.
  static let kinds = [
    Kind(Convolution.self), Kind(BatchNorm.self), Kind(Activation.self),
    Kind(AveragePooling.self), Kind(MaxPooling.self), Kind(Residual.self),
    Kind(TimeFrequencyPooling.self), Kind(GlobalAveragePooling.self), Kind(Dropout.self),
    Kind(Linear.self), Kind(SqueezeExcite.self), Kind(BandNorm.self), Kind(Transposition.self),
    Kind(Flattening.self), Kind(ImageChannels.self), Kind(Steps.self), Kind(GRU.self),
    Kind(AttentionPooling.self), Kind(LayerNorm.self), Kind(MultiHeadAttention.self),
    Kind(LearnedPositions.self),
  ]

  package static var kindNames: [String] { kinds.map(\.name) }

  struct Kind: Sendable {
    let name: String
    let read:
      @Sendable (_ members: [JSONValue.Member], _ index: Int, _ line: Int) -> Result<
        any Layer, NetworkError
      >

    init<Described: Layer>(_: Described.Type) {
      name = Described.kind
      read = { members, index, line in Described.read(members, at: index, line: line) }
    }
  }

  /// Layers as `[{"layer": "dropout"}, …]`.
  package static func read(_ json: JSONValue) throws(NetworkError) -> [any Layer] {
    guard case .list(let objects) = json else {
      throw NetworkError(
        place: "the network", found: "has layers that are \(json.text)",
        expected: "a list of them in brackets")
    }
    var layers: [any Layer] = []
    for (index, object) in objects.enumerated() {
      layers.append(try read(object, at: index))
    }
    return layers
  }

  private static func read(_ json: JSONValue, at index: Int) throws(NetworkError) -> any Layer {
    let place = "layer \(index + 1)"
    guard case .object(var members) = json,
      let kindIndex = members.firstIndex(where: { $0.key == "layer" })
    else {
      throw NetworkError(
        place: place, found: "is \(json.text.prefix(60))",
        expected: #"an object that says what it is, such as {"layer": "dropout"}"#)
    }
    let word = members.remove(at: kindIndex)
    guard case .text(let kind) = word.value, let known = kinds.first(where: { $0.name == kind })
    else {
      let known = kinds.map(\.name)
      let nearest = NearestKey.nearest(to: word.value.text, among: known)
      throw NetworkError(
        place: place, found: "is of the kind \(word.value.text)",
        expected: known.map { "'\($0)'" }.joined(separator: ", "),
        advice: "the nearest is '\(nearest)'", line: word.line)
    }
    return try known.read(members, index, word.line).get()
  }

  /// What `read` takes, without the values that a layer has of itself.
  package static func json(_ layers: [any Layer]) -> JSONValue {
    .list(layers.map { object($0) })
  }

  private static func object<Kind: Layer>(_ layer: Kind) -> JSONValue {
    let standard = members(Kind())
    let said = members(layer).filter { !standard.contains($0) }
    return .object([.init("layer", .text(Kind.kind))] + said)
  }

  private static func members<Kind: Layer>(_ layer: Kind) -> [JSONValue.Member] {
    var layer = layer
    var fields = LayerFields(writing: ())
    // A writer refuses nothing.
    do { try layer.visit(&fields) } catch {}
    return fields.members
  }

  /// The shape that the layers make of an input.
  /// - Throws: `NetworkError` that names the first layer which cannot take what it gets.
  package static func output(
    _ layers: [any Layer], of input: FeatureShape
  ) throws(NetworkError) -> FeatureShape {
    var shape = input
    for (index, layer) in layers.enumerated() { shape = try output(layer, at: index, of: shape) }
    return shape
  }

  private static func output(
    _ layer: any Layer, at index: Int, of input: FeatureShape
  ) throws(NetworkError) -> FeatureShape {
    do throws(LayerFault) {
      let shape = try layer.output(of: input)
      guard shape.count <= 0x1p36 else {
        throw LayerFault(found: "gives \(shape)", expected: "no more than any machine can hold")
      }
      return shape
    } catch {
      throw NetworkError(error, in: layer, at: index)
    }
  }

  /// All tensors of the layers, in the order of initialisation.
  package static func tensors(
    _ layers: [any Layer], input: FeatureShape
  ) throws(NetworkError) -> [TensorDescription] {
    var shape = input
    var tensors: [TensorDescription] = []
    for (index, layer) in layers.enumerated() {
      tensors += layer.tensors(input: shape)
      shape = try output(layer, at: index, of: shape)
    }
    return tensors
  }

  /// Of all layers, ``Layer/multiplyAdds(input:)``.
  package static func multiplyAdds(
    _ layers: [any Layer], input: FeatureShape
  ) throws(NetworkError) -> Int {
    var shape = input
    var count = 0
    for (index, layer) in layers.enumerated() {
      count += layer.multiplyAdds(input: shape)
      shape = try output(layer, at: index, of: shape)
    }
    return count
  }
}

extension Layer {
  /// The layer that JSON describes at a place in a list.
  fileprivate static func read(
    _ members: [JSONValue.Member], at index: Int, line: Int
  ) -> Result<any Layer, NetworkError> {
    var layer = Self()
    var fields = LayerFields(reading: members)
    do {
      try layer.visit(&fields)
      try fields.finish()
      return .success(layer)
    } catch {
      return .failure(NetworkError(error, in: layer, at: index, line: line))
    }
  }
}
