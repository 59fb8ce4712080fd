import Networks
import TensorFiles

extension SafetensorsFile {
  /// What a checkpoint says of its probabilities: each stands alone, rather than all adding up to 1.
  private static let independent = (key: "probabilities", value: "independent")

  /// Whether each class has a probability of its own.
  package var hasIndependentClasses: Bool {
    metadata[Self.independent.key] == Self.independent.value
  }

  mutating func setIndependentClasses() {
    metadata[Self.independent.key] = Self.independent.value
  }

  /// A checkpoint of weights that others trained for independent classes, as AudioSet's are: spectrograms
  /// go into the network as they are.
  ///
  /// - Parameter weights: A `state_dict` under PyTorch's names, which may hold more.
  /// - Throws: `TensorFileError` that names a tensor which is missing or of another shape.
  public init(
    independentClasses classes: Int, of network: NetworkDescription, weights: any NamedTensors,
    bands: Int, frames: Int
  ) throws {
    self.init()
    try insert(
      network.tensors(bands: bands, frames: frames, classes: classes), from: weights)
    insert(Standardisation(mean: 0, deviation: 1))
    metadata = Checkpoint.metadata(of: network)
    setIndependentClasses()
  }

  /// A checkpoint of weights that others trained for an embedding: the network up to it.
  ///
  /// - Throws: `TensorFileError` that names a tensor which is missing or of another shape.
  public init(
    embeddingOf network: NetworkDescription, weights: any NamedTensors, bands: Int, frames: Int
  ) throws {
    self.init()
    let body = try network.body(bands: bands, frames: frames)
    try insert(
      LayerList.tensors(body, input: .map(channels: 1, height: bands, width: frames)),
      from: weights)
    insert(Standardisation(mean: 0, deviation: 1))
    metadata = Checkpoint.metadata(of: NetworkDescription(name: network.name, layers: body))
  }

  /// Takes tensors over, as float32.
  mutating func insert(_ tensors: [TensorDescription], from weights: any NamedTensors) throws {
    for tensor in tensors {
      if tensor.role == .counter {
        // Nothing but training looks at it, and not every program writes it.
        let count = try? weights.integers(named: tensor.name, shape: tensor.shape)
        insert(.init(shape: tensor.shape, integers: count ?? [0]), as: tensor.name)
      } else {
        let values = try weights.floats(named: tensor.name, shape: tensor.shape)
        insert(.init(shape: tensor.shape, floats: values), as: tensor.name)
      }
    }
  }

  /// What spectrograms have to go through before the network.
  mutating func insert(_ standardisation: Standardisation) {
    insert(.init(shape: [], floats: [standardisation.mean]), as: "input.mean")
    insert(.init(shape: [], floats: [standardisation.deviation]), as: "input.standard_deviation")
  }
}
