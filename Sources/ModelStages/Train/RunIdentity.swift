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

/// What the examples of a configuration are, fold by fold, and the keys of the runs that they give.
struct RunIdentities {
  let folds: [Int]
  private let configuration: PipelineConfiguration
  private let dataSetIdentity: String
  private let settings: String
  let classes: [String]
  private let contents: [Int: FoldDigests]
  private let tensors: String

  init(in context: StageContext) throws {
    configuration = context.configuration
    dataSetIdentity = configuration.dataSetIdentity
    classes = try context.manifest.classes(of: context.rows.dataSet)
    settings = try Self.settings(of: configuration, files: context.store.files)
    let examples = try context.manifest.exampleIdentities(
      tensor: context.rows.recipes[.tensor]!, dataSet: context.rows.dataSet)
    guard !examples.isEmpty else {
      throw StageError.notRendered(what: "under these segment and spectrogram settings")
    }
    contents = Self.digests(of: examples)
    folds = contents.keys.sorted()
    tensors = Recipes(configuration).texts[.tensor]!
  }

  /// The training parameters; weights to start from count by their content, not by their path.
  private static func settings(
    of configuration: PipelineConfiguration, files: any FileSystem
  ) throws -> String {
    let settings = configuration.canonicalText(
      of: .training, without: ["training.threads", "training.weights", "training.tensorBoard"])
    guard let weights = try configuration.weightsFile else { return settings }
    return settings + "training.weights=\(Digest(of: try files.read(weights)).hex)\n"
  }

  /// A fold's labels with what is seen of its examples, in their order.
  private struct FoldDigests {
    var clips = 0
    var tensors = Digest(of: "")
    var lengths = Digest(of: "")
  }

  private static func digests(of examples: [ExampleIdentity]) -> [Int: FoldDigests] {
    Dictionary(grouping: examples, by: \.fold).mapValues { examples in
      var digests = FoldDigests()
      var tensors = DigestHasher()
      var lengths = DigestHasher()
      for example in examples {
        withUnsafeBytes(of: Int64(example.label)) {
          tensors.update($0)
          lengths.update($0)
        }
        tensors.update(example.object)
        withUnsafeBytes(of: example.seconds) { lengths.update($0) }
        // Segments of a clip follow each other, from 0.
        digests.clips += example.segment == 0 ? 1 : 0
      }
      digests.tensors = tensors.finalize()
      digests.lengths = lengths.finalize()
      return digests
    }
  }

  /// What a contender sees of a fold: the lengths of clips, or their tensors.
  func digest(of fold: Int, seenBy contender: Contender) -> Digest {
    contender == .duration ? contents[fold]!.lengths : contents[fold]!.tensors
  }

  /// What a contender's own settings are; a baseline has none.
  func settings(of contender: Contender) -> String {
    if case .network = contender { settings } else { "" }
  }

  /// Runs that differ only in folds and seed are one experiment.
  func experiment(of contender: Contender) -> Digest {
    var key = KeyText(stage: "experiment", version: StageVersion.train)
    key.add("network", contender.name)
    key.add("dataset", dataSetIdentity)
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
      clips: split.train.reduce(0) { $0 + contents[$1]!.clips },
      settings: settings(of: contender), machine: EngineIdentity.current)
  }

  /// The precision of a contender's answers; baselines have one.
  func evaluationPrecision(of contender: Contender) -> String {
    if case .network = contender { configuration.evaluation.precision.rawValue } else { "float32" }
  }

  /// What is trained beside each other on a split.
  var contenders: [Contender] {
    [.network(configuration.training.network.name), .linear, .duration]
  }
}
