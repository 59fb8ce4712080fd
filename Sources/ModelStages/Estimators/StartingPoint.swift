import Cache
import Configuration
import Learning
import Networks
import Pipeline
import TensorFiles

/// What a network's training begins with: chance, weights as they are, or weights with another head.
struct StartingPoint: Sendable {
  /// The network that is trained.
  let network: NetworkDescription
  private let configuration: PipelineConfiguration
  private let origin: WeightsOrigin?
  /// What a probe is fitted on, where that is the head.
  let frozen: FrozenNetwork?

  /// - Parameter origin: nil for chance.
  init(_ configuration: PipelineConfiguration, _ origin: WeightsOrigin?) throws {
    self.configuration = configuration
    self.origin = origin
    let known = configuration.training.network
    guard configuration.head == .probe else {
      (network, frozen) = (known, nil)
      return
    }
    let shape = configuration.tensorShape
    network = try Probe.network(
      of: known, bands: shape.bands, frames: shape.frames, name: known.name)
    frozen = origin.map { FrozenNetwork(configuration, $0) }
  }

  private var isFineTuned: Bool { configuration.mode == .fineTune }
  var hasNewHead: Bool { isFineTuned && frozen == nil }

  /// - Parameter segments: What is learned from, and so what a probe is fitted on.
  /// - Returns: nil for chance.
  func weights(
    for segments: SegmentSet, in session: TrainingSession
  ) throws -> (any NamedTensors)? {
    guard let weights = try file() else { return nil }
    guard let frozen else { return weights }
    let probe = try Probe(
      segments.embeddings(by: frozen), labels: segments.labels,
      groups: segments.examples.map(\.recording), classes: segments.classes.count,
      inversePenalty: configuration.inversePenalty)
    session.reporter.note(
      "\(session.title) begins with a probe, \(probe.choice(among: segments.classes))")
    return try probe.checkpoint(
      of: frozen.network, weights: weights, bands: segments.shape.bands,
      frames: segments.shape.frames, name: network.name)
  }

  /// That of the weights where their network is trained on; none where the spectrograms have a scaling of
  /// their own.
  func standardisation(of segments: SegmentSet) throws -> Standardisation {
    if isFineTuned, let weights = try file() { return try Standardisation(of: weights) }
    guard configuration.spectrogram.affine == nil else {
      return Standardisation(mean: 0, deviation: 1)
    }
    return try Standardisation(
      clips: segments.examples.count, values: segments.shape.count, read: segments.read)
  }

  private func file() throws -> (any NamedTensors)? {
    try origin?.read()
  }
}
