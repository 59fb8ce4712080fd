import Cache
import Configuration
import Digests
import Learning
import Manifest
import Pipeline

/// What is trained on a split of the folds: the configured network, or a baseline beside it.
enum Contender: Hashable, Sendable {
  case network(String)
  /// Ridge regression on mean and deviation per band.
  case linear
  /// The clip's length alone.
  case duration

  init(named name: String) {
    switch name {
    case "linear": self = .linear
    case "duration": self = .duration
    default: self = .network(name)
    }
  }

  var name: String {
    switch self {
    case .network(let name): name
    case .linear: "linear"
    case .duration: "duration"
    }
  }
}

/// The examples of a configuration, and the keys of the runs that they give.
struct RunIdentities {
  let examples: [Example]
  let folds: [Int]
  private let configuration: PipelineConfiguration
  private let settings: String
  let classes: [String]
  private let contents: [Int: Digest]
  private let lengths: [Int: Digest]
  private let clipCounts: [Int: Int]
  private let tensors: String

  init(in context: StageContext) throws {
    configuration = context.configuration
    examples = try context.manifest.examples(tensor: context.rows.recipes[.tensor]!)
    classes = try context.manifest.classes(of: context.rows.dataSet)
    folds = Set(examples.map(\.fold)).sorted()
    settings = try Self.settings(of: configuration)
    // Segments of a clip follow each other, from 0.
    clipCounts = examples.reduce(into: [:]) { $0[$1.fold, default: 0] += $1.segment == 0 ? 1 : 0 }
    contents = Self.digests(of: examples) { $0.object.bytes }
    lengths = Self.digests(of: examples) { withUnsafeBytes(of: $0.seconds) { Array($0) } }
    tensors = Recipes(configuration).texts[.tensor]!
  }

  /// The training parameters; weights to start from count by their content, not by their path.
  private static func settings(of configuration: PipelineConfiguration) throws -> String {
    let settings = configuration.canonicalText(
      of: .training, without: ["training.threads", "training.weights"])
    guard let weights = configuration.weights else { return settings }
    return settings + "training.weights=\(Digest(of: try LocalFileSystem().read(weights)).hex)\n"
  }

  /// Of each fold: its labels, and what is seen of its examples, in their order.
  private static func digests(of examples: [Example], seen: (Example) -> [UInt8]) -> [Int: Digest] {
    var bytes: [Int: [UInt8]] = [:]
    for example in examples {
      withUnsafeBytes(of: Int64(example.label)) { bytes[example.fold, default: []] += $0 }
      bytes[example.fold]! += seen(example)
    }
    return bytes.mapValues { Digest(of: $0) }
  }

  /// What a contender sees of a fold: the lengths of clips, or their tensors.
  func digest(of fold: Int, seenBy contender: Contender) -> Digest {
    (contender == .duration ? lengths : contents)[fold]!
  }

  /// What a contender's own settings are; a baseline has none.
  func settings(of contender: Contender) -> String {
    if case .network = contender { settings } else { "" }
  }

  /// Runs that differ only in folds and seed are one experiment.
  func experiment(of contender: Contender) -> Digest {
    var key = KeyText(stage: "experiment", version: StageVersion.train)
    key.add("network", contender.name)
    key.add("dataset", configuration.dataSetIdentity)
    if contender != .duration { key.add("tensors", tensors) }
    key.add(
      "settings",
      settings(of: contender).split(separator: "\n").filter { !$0.hasPrefix("training.seed=") }
        .joined(separator: "\n"))
    return key.digest
  }

  /// The key of a run: settings, classes, kernels, and all that it learns from.
  func key(of contender: Contender, trainFolds: [Int]) -> Digest {
    var key = KeyText(stage: "train", version: StageVersion.train)
    key.add("network", contender.name)
    key.add("settings", settings(of: contender))
    key.add("classes", classes.joined(separator: "\n"))
    if case .network = contender { key.add("kernels", EngineIdentity.kernelRule) }
    for fold in trainFolds { key.add("fold \(fold)", digest(of: fold, seenBy: contender)) }
    return key.digest
  }

  func newRun(_ contender: Contender, _ split: FoldSplit) -> NewRun {
    let isNetwork = contender != .linear && contender != .duration
    let training = configuration.training
    return NewRun(
      key: key(of: contender, trainFolds: split.train), experiment: experiment(of: contender),
      network: contender.name, trainFolds: split.train, testFolds: split.test,
      seed: isNetwork ? Int(clamping: training.seed) : 0,
      precision: isNetwork ? training.precision.rawValue : "float32",
      epochs: isNetwork ? training.epochs : 0,
      clips: split.train.reduce(0) { $0 + clipCounts[$1]! },
      settings: settings(of: contender), machine: EngineIdentity.current)
  }

  var evaluationPrecision: String { configuration.evaluation.precision.rawValue }

  /// What is trained beside each other on a split.
  var contenders: [Contender] {
    [.network(configuration.training.network.name.rawValue), .linear, .duration]
  }
}
