import Cache
import Configuration
import Learning
import Networks
import Pipeline
import TensorFiles

/// A logistic regression on what a frozen network makes of sounds.
///
/// Its checkpoint is the network up to its head with the regression as its last layer: whatever takes
/// networks takes it.
struct ProbeEstimator: Estimator {
  let name: String
  let settings: String
  let network: FrozenNetwork
  private let inversePenalty: Double?

  /// Nil where the configuration trains the whole network.
  init?(_ configuration: PipelineConfiguration, _ weights: WeightsOrigin?) {
    guard configuration.mode == .probe, let weights else { return nil }
    network = FrozenNetwork(configuration, weights)
    name =
      "\(configuration.training.network.name) probe"
      + (configuration.leakyRandomSplit ? LeakySplit.mark : "")
    inversePenalty = configuration.inversePenalty
    let settings = configuration.parameters.filter { parameter in
      Self.keys.contains { parameter.key == $0 || parameter.key.hasPrefix($0 + ".") }
    }
    self.settings =
      settings.map { "\($0.key)=\($0.value)\n" }.joined()
      + "training.weights=\(network.origin.digest.hex)\n"
  }

  /// What of the training section says something to a probe.
  private static let keys = [
    "training.network", "training.mode", "training.precision", "training.imageInput",
    "training.inversePenalty", "training.leakyRandomSplit",
  ]

  var frozen: FrozenNetwork? { network }
  var weights: WeightsOrigin? { network.origin }
  var implementation: String? { EngineIdentity.kernelRule(of: network.network) }
  var precision: Precision { network.precision }

  func train(on segments: SegmentSet, in session: TrainingSession) throws -> SafetensorsFile? {
    let probe = try Probe(
      segments.embeddings(by: network), labels: segments.labels,
      groups: segments.examples.map(\.recording), classes: segments.classes.count,
      inversePenalty: inversePenalty)
    session.reporter.note("\(session.title) \(probe.choice(among: segments.classes))")
    var checkpoint = try probe.checkpoint(
      of: network.network, weights: network.origin.read(), bands: network.shape.bands,
      frames: network.shape.frames, name: name)
    if !probe.heldOutProbabilities.isEmpty {
      checkpoint.calibrate(
        on: ClipPredictions(
          segments.examples, probe.heldOutProbabilities, classes: segments.classes.count),
        from: "cross-validation inside the training folds", seed: 0)
    }
    try KnownSounds(of: segments, seed: 0) { try $0.embeddings(by: network) }?
      .insert(into: &checkpoint)
    return checkpoint
  }

  func probabilities(of segments: SegmentSet, by checkpoint: SafetensorsFile) throws -> [Float] {
    let probe = try Probe(
      checkpoint, features: network.features, classes: segments.classes.count)
    return probe.probabilities(of: try segments.embeddings(by: network))
  }
}

extension Probe {
  /// How the penalty came about, for people.
  func choice(among classes: [String]) -> String {
    guard let chosen = trials.first(where: { $0.inversePenalty == inversePenalty }) else {
      return "C \(inversePenalty)"
    }
    let untried = untriedClasses.map { classes[$0] }.joined(separator: ", ")
    return """
      C \(inversePenalty) by cross-validation inside the training folds, recording by recording \
      (accuracy there \(decimals(chosen.accuracy, 3)), log loss \(decimals(chosen.logLoss, 3)))\
      \(isAtAnEnd ? "; the end of what is tried" : "")\
      \(untriedClasses.isEmpty ? "" : "; which says nothing of \(untried), all of whose clips were held out together")
      """
  }
}
