import Audio
import DataSets
import Imaging
import JSON
import Networks
import Spectrogram

/// All settings of a pipeline, checked alone and together.
package struct PipelineConfiguration: Hashable, Sendable {
  package let frontEnd: FrontEnd
  /// Paths are resolved, as in all that follow.
  package let dataset: DataSetSettings
  package let paths: PipelinePaths
  package let segment: SegmentSettings
  /// Whether the segments of clips are kept in the cache, or cut by whoever needs them.
  package let keepsWaveforms: Bool
  package let spectrogram: SpectrogramSettings
  package let tensorStore: TensorStore
  /// nil when no previews are wanted.
  package let preview: PreviewSettings?
  package let mode: TrainingMode
  package let head: NetworkHead
  /// Whether folds are dealt to clips at random, to see what that lends to figures.
  package let leakyRandomSplit: Bool
  package let training: TrainingSettings
  /// The file or ``PublishedWeights`` that training starts from; nil: chance.
  package let weights: String?
  /// Of a probe, scikit-learn's C; nil: chosen by cross-validation.
  package let inversePenalty: Double?
  /// The folder for TensorBoard's event files; nil: none.
  package let tensorBoard: String?
  package let evaluation: EvaluationSettings
  package let trainingPerturbations: TrainingPerturbations
  package let robustness: RobustnessSettings
  /// Megabytes of clips that a report carries within it.
  package let reportAudio: Int
  /// Every key with its value, paths as they were given, but for keys at their neutral value: JSON on
  /// one line with sorted keys, the same for all files and overrides that give the same settings.
  package let canonicalText: String
  /// The parameters by their meaning, in the order of the table of keys.
  package let parameters: [Parameter]
}

/// Where a pipeline keeps what it makes.
package struct PipelinePaths: Hashable, Sendable {
  package var manifest = "data/manifest.sqlite"
  package var cache = "data/cache"
  /// Nil: ``resultsFolder`` is beside the manifest.
  package var results: String?
  /// Nil: where ``WeightsFolder`` of all projects is.
  package var weights: String?

  package var resultsFolder: String {
    if let results { return results }
    let slash = manifest.lastIndex(of: "/").map { manifest[...$0] } ?? ""
    return slash + "results"
  }
}

/// The number format that tensors are kept in.
package enum TensorStore: String, CaseIterable, Sendable {
  case float32, float16
}

/// How trained networks are applied.
package struct EvaluationSettings: Hashable, Sendable {
  /// Clips that are predicted at once.
  package let batchSize: Int
  package let precision: Precision
}

extension PipelineConfiguration {
  /// Reads a configuration; relative paths in it, and in overrides, are relative to the file.
  ///
  /// - Parameter overrides: `KEY=VALUE`, applied in that order after the file.
  package static func load(
    path: String, overrides: [String] = []
  ) throws(ConfigurationError) -> Self {
    try Self(text: try bytes(of: path), path: path, overrides: overrides)
  }

  /// A configuration of text that was read from a file at `path`.
  package init(
    text: [UInt8], path: String, overrides: [String] = []
  ) throws(ConfigurationError) {
    let json: JSONValue
    do {
      json = try JSONParser.parse(text)
    } catch {
      throw .syntax(path: path, error)
    }
    var assignments = Assignments()
    try assignments.add(file: json, path: path)
    for text in overrides { try assignments.add(override: text) }
    try self.init(assignments, path: path)
  }

  /// The front end that a model's file describes (``canonicalText(of:without:)``), the rest at its
  /// default.
  package init(frontEnd text: String, ofModel path: String) throws(ConfigurationError) {
    var assignments = Assignments()
    try assignments.add(parameters: text, model: path)
    try self.init(assignments, path: path)
  }

  /// A published front end, the rest at its default.
  package init(publishedFrontEnd frontEnd: FrontEnd) throws(ConfigurationError) {
    try self.init(
      text: Array(#"{ "frontEnd": "\#(frontEnd.rawValue)" }"#.utf8), path: frontEnd.rawValue)
  }

  private init(_ assignments: Assignments, path: String) throws(ConfigurationError) {
    var draft = ConfigurationDraft(
      format: assignments.choice("dataset.format") ?? .urbansound8k,
      frontEnd: assignments.choice("frontEnd") ?? .torchaudio)
    for assignment in assignments.all { assignment.key.write(&draft, assignment.value) }
    let checks = ConfigurationChecks(draft: draft, assignments: assignments, path: path)
    try checks.run()
    self.init(draft, try checks.network(), path: path)
  }

  private init(_ draft: ConfigurationDraft, _ network: NetworkDescription, path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : folder + path }

    frontEnd = draft.frontEnd
    var dataset = draft.dataset
    dataset.name = draft.datasetName
    dataset.metadata = resolved(dataset.metadata)
    dataset.audio = resolved(dataset.audio)
    dataset.corrections = dataset.corrections.map(resolved)
    self.dataset = dataset
    paths = PipelinePaths(
      manifest: resolved(draft.paths.manifest), cache: resolved(draft.paths.cache),
      results: draft.paths.results.map(resolved),
      weights: draft.paths.weights.map(resolved))
    segment = draft.segment
    keepsWaveforms = draft.keepsWaveforms
    spectrogram = draft.spectrogram.settings
    tensorStore = draft.tensorStore
    preview = draft.preview.settings
    mode = draft.mode
    head = draft.head
    leakyRandomSplit = draft.leakyRandomSplit
    inversePenalty = draft.inversePenalty
    var training = draft.training
    training.network = network
    training.precision = draft.precision
    self.training = training
    weights = draft.weights.map { PublishedWeights.named($0) == nil ? resolved($0) : $0 }
    tensorBoard = draft.tensorBoard.map(resolved)
    evaluation = EvaluationSettings(
      batchSize: draft.evaluationBatchSize,
      precision: draft.evaluationPrecision ?? draft.precision)
    trainingPerturbations = draft.trainingPerturbations
    var robustness = draft.robustness
    robustness.backgrounds = robustness.backgrounds.map(resolved)
    robustness.impulseResponses = robustness.impulseResponses.map(resolved)
    self.robustness = robustness
    reportAudio = draft.reportAudio
    let defaults = ConfigurationDraft(format: draft.dataset.format, frontEnd: draft.frontEnd)
    canonicalText =
      KeyNode.root.object {
        $0.isSilent(in: draft, byDefault: defaults) ? nil : $0.read(draft)
      }!.sorted.text
    parameters = ConfigurationKey.all.compactMap { $0.parameter(in: draft) }
  }
}

extension Assignments {
  fileprivate func choice<Value: RawRepresentable<String>>(_ path: String) -> Value? {
    last(path).flatMap { String($0.value) }.flatMap(Value.init)
  }
}
