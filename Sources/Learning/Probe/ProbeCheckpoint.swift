import Engine
import Networks
import TensorFiles

/// A probe in its file: the frozen network up to its head, and the probe as its last layer, so that
/// whatever takes networks takes it.
extension Probe {
  /// The name of its layer.
  package static let head = "probe"

  /// A network up to its head, with a probe as its last layer.
  public static func network(
    of network: NetworkDescription, bands: Int, frames: Int, name: String
  ) throws -> NetworkDescription {
    NetworkDescription(
      name: name,
      layers: try network.body(bands: bands, frames: frames) + [Linear(head)])
  }

  /// - Parameters:
  ///   - network: What the embeddings came from.
  ///   - weights: Of `network`.
  ///   - name: What leaderboards call the whole.
  /// - Throws: `NetworkError`, or `TensorFileError` where a tensor is missing or of another shape.
  public func checkpoint(
    of network: NetworkDescription, weights: any NamedTensors, bands: Int, frames: Int,
    name: String
  ) throws -> SafetensorsFile {
    let body = try network.body(bands: bands, frames: frames)
    var file = SafetensorsFile()
    try file.insert(
      LayerList.tensors(body, input: .map(channels: 1, height: bands, width: frames)),
      from: weights)
    let features = self.weights.count / biases.count
    file.insert(
      .init(shape: [biases.count, features], floats: self.weights), as: Self.head + ".weight")
    file.insert(.init(shape: [biases.count], floats: biases), as: Self.head + ".bias")
    file.insert(try Standardisation(of: weights))
    file.metadata = Checkpoint.metadata(
      of: try Self.network(of: network, bands: bands, frames: frames, name: name))
    if isMultiLabel { file.setIndependentClasses() }
    file.metadata["inverse_penalty"] = "\(inversePenalty)"
    if !trials.isEmpty { file.metadata["cross_validation"] = trialsText }
    return file
  }

  /// A line a C: C, log loss, accuracy.
  private var trialsText: String {
    trials.map { "\($0.inversePenalty) \($0.logLoss) \($0.accuracy)" }.joined(separator: "\n")
  }

  /// What ``checkpoint(of:weights:bands:frames:name:)`` gave, without the frozen network.
  /// - Throws: `TensorFileError` where it is no probe of so many features and classes.
  public init(_ file: SafetensorsFile, features: Int, classes: Int) throws {
    weights = try file.floats(named: Self.head + ".weight", shape: [classes, features])
    biases = try file.floats(named: Self.head + ".bias", shape: [classes])
    isMultiLabel = file.hasIndependentClasses
    inversePenalty = file.metadata["inverse_penalty"].flatMap { Double($0) } ?? .nan
    (trials, untriedClasses, heldOutProbabilities) = ([], [], [])
  }
}
