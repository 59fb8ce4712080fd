import Cache
import Configuration
import Digests
import Learning
import Manifest
import Pipeline

/// What the examples of a configuration are, fold by fold, and the keys of the runs that they give.
struct RunIdentities {
  let folds: [Int]
  let foldNames: FoldNames
  let classes: [String]
  let estimators: Estimators
  private let dataSetIdentity: String
  private let contents: [Int: FoldDigests]
  private let tensors: String
  private let isLeaky: Bool
  private let corrections: LabelCorrections

  init(in context: StageContext) throws {
    dataSetIdentity = context.configuration.dataSetIdentity
    classes = try context.manifest.classes(of: context.rows.dataSet)
    estimators = try Estimators(context.configuration, classes: classes.count)
    isLeaky = context.configuration.leakyRandomSplit
    corrections = try context.manifest.labelCorrections(of: context.rows.dataSet)
    var examples = try context.manifest.exampleIdentities(
      tensor: context.rows.recipes[.tensor]!, dataSet: context.rows.dataSet)
    if isLeaky { examples = examples.dealtAtRandom() }
    guard !examples.isEmpty else {
      throw StageError.notRendered(what: "under these segment and spectrogram settings")
    }
    contents = Self.digests(of: examples)
    folds = contents.keys.sorted()
    foldNames = try context.foldNames()
    tensors = Recipes(context.configuration).texts[.tensor]!
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

  /// What an estimator sees of a fold: the lengths of clips, or their tensors.
  func digest(of fold: Int, seenBy estimator: any Estimator) -> Digest {
    switch estimator.sees {
    case .tensors: contents[fold]!.tensors
    case .lengths: contents[fold]!.lengths
    }
  }

  /// The examples in the folds that they are learned from and tested in.
  func inFolds(_ examples: [Example]) -> [Example] {
    isLeaky ? examples.dealtAtRandom() : examples
  }

  /// Runs that differ only in folds and seed are one experiment; with other labels they are another one, so
  /// that the scores with each are kept.
  func experiment(of estimator: any Estimator) -> Digest {
    experiment(estimator, name: estimator.name, settings: estimator.settings)
  }

  /// Of a leaky split, the same on the data set's folds; else nil.
  func honestExperiment(of estimator: any Estimator) -> Digest? {
    guard isLeaky else { return nil }
    return experiment(
      estimator, name: estimator.name.replacing(LeakySplit.mark, with: ""),
      settings: estimator.settings.replacing(LeakySplit.setting + "\n", with: ""))
  }

  private func experiment(
    _ estimator: any Estimator, name: String, settings: String
  ) -> Digest {
    var key = KeyText(stage: "experiment", version: StageVersion.train)
    key.add("network", name)
    key.add("dataset", dataSetIdentity)
    if estimator.sees == .tensors { key.add("tensors", tensors) }
    if let labels = corrections.digest { key.add("corrections", labels) }
    key.add(
      "settings",
      settings.split(separator: "\n").filter { !$0.hasPrefix("training.seed=") }
        .joined(separator: "\n"))
    return key.digest
  }

  /// The key of a run: settings, classes, kernels, and all that it learns from.
  func key(of estimator: any Estimator, trainFolds: [Int]) -> Digest {
    var key = KeyText(stage: "train", version: StageVersion.train)
    key.add("network", estimator.name)
    key.add("settings", estimator.settings)
    key.add("classes", classes.joined(separator: "\n"))
    if let kernels = estimator.implementation { key.add("kernels", kernels) }
    if let fold = validationFold(of: estimator, trainFolds: trainFolds) {
      key.add("validation fold", "\(fold)")
    }
    // Also where only what it is tested on has other labels: a run belongs to one experiment.
    if let labels = corrections.digest { key.add("corrections", labels) }
    for fold in trainFolds { key.add("fold \(fold)", digest(of: fold, seenBy: estimator)) }
    return key.digest
  }

  /// The training fold that is kept back.
  func validationFold(of estimator: any Estimator, trainFolds: [Int]) -> Int? {
    estimator.validation?.fold(of: trainFolds, among: folds)
  }

  func newRun(_ estimator: any Estimator, _ split: FoldSplit) -> NewRun {
    NewRun(
      key: key(of: estimator, trainFolds: split.train), experiment: experiment(of: estimator),
      network: estimator.name, trainFolds: split.train, testFolds: split.test,
      seed: estimator.seed, precision: estimator.precision.rawValue, epochs: estimator.epochs,
      clips: split.train.reduce(0) { $0 + contents[$1]!.clips },
      settings: estimator.settings, machine: EngineIdentity.current,
      weights: estimator.weights?.text, honest: honestExperiment(of: estimator),
      labels: corrections.words)
  }
}
