import Foundation
import Cache
import Configuration
import DataStages
import ModelStages
import Pipeline
import TestSupport

/// How many items each stage ran.
struct Counts: Equatable, CustomStringConvertible {
  var ingest = 0
  var segment = 0
  var render = 0
  var train = 0
  var evaluate = 0

  var description: String { "\(ingest) \(segment) \(render) \(train) \(evaluate)" }
}

extension SmallDataSet {
  /// Twenty-four clips in two folds, configured for a probe of a network that was trained a little: its weights
  /// are in `weights.safetensors`.
  static func probing() throws -> SmallDataSet {
    let data = try SmallDataSet(clips: 24, folds: 2)
    data.overrides = ["training.epochs=1"]
    try data.runAll()
    let checkpoint = try data.query(
      "SELECT checkpoint FROM runs WHERE network = 'cnn4' AND test_folds = '1'")[0]
    let weights = "\(data.folder)/weights.safetensors"
    try FileManager.default.copyItem(atPath: "\(data.cache)/\(checkpoint)", toPath: weights)
    data.overrides = ["training.weights=\(weights)", "training.mode=probe"]
    return data
  }

  func request(_ changes: (inout StageRequest) -> Void = { _ in }) -> StageRequest {
    var request = StageRequest()
    request.config = configuration
    request.overrides = overrides
    request.jobs = 2
    changes(&request)
    return request
  }

  /// What commands look at.
  func context() throws -> StageContext {
    let configuration = try PipelineConfiguration.load(
      path: configuration, overrides: overrides)
    return try StageContext(
      lookingAt: configuration, ObjectStore(root: configuration.paths.cache),
      Reporter(style: .silent))
  }

  func run(
    _ stage: some Stage, config: String? = nil, files: any FileSystem = LocalFileSystem()
  ) throws -> Int {
    var request = request()
    request.config = config ?? configuration
    return try stage.run(request, Reporter(style: .silent), files: files)?.ran ?? -1
  }

  /// Runs all stages, as make does.
  @discardableResult
  func runAll(
    config: String? = nil, files: any FileSystem = LocalFileSystem()
  ) throws -> Counts {
    func run(_ stage: some Stage) throws -> Int {
      try self.run(stage, config: config, files: files)
    }
    return Counts(
      ingest: try run(IngestStage()), segment: try run(SegmentStage()),
      render: try run(RenderStage()), train: try run(TrainStage(folds: FoldSelection())),
      evaluate: try run(EvaluateStage(folds: FoldSelection())))
  }
}

extension ReleasedProject {
  /// What commands look at.
  func context(overrides: [String] = [], isForced: Bool = false) throws -> StageContext {
    let loaded = try PipelineConfiguration.load(path: configuration, overrides: overrides)
    var request = StageRequest()
    request.isForced = isForced
    return try StageContext(
      lookingAt: loaded, request: request, ObjectStore(root: loaded.paths.cache),
      Reporter(style: .silent))
  }
}
