import Audio
import Cache
import Configuration
import Glibc
import Manifest
import Pipeline
import Stages

/// A data set of a few short noises in a folder of its own, with a configuration beside it.
final class SmallDataSet {
  let folder: String
  private(set) var rows: [Row] = []
  var overrides: [String] = []

  struct Row {
    var name: String
    var fold: Int
    var label: Int
    var recording: Int
    /// What the noise is made of; another seed is other content.
    var seed: Int

    var path: String { "fold\(fold)/\(name)" }
  }

  var configuration: String { "\(folder)/pipeline.json" }
  var manifest: String { "\(folder)/manifest.sqlite" }
  var cache: String { "\(folder)/cache" }

  init(clips: Int = 12, folds: Int = 3) throws {
    var template = Array("/tmp/soundmark-stages-XXXXXX".utf8CString)
    folder = String(cString: mkdtemp(&template)!)
    for fold in 1...folds {
      mkdir("\(folder)/audio", 0o777); mkdir("\(folder)/audio/fold\(fold)", 0o777)
    }
    for index in 0..<clips {
      rows.append(
        Row(
          name: "\(100 + index)-\(index % 2)-0-0.wav", fold: index % folds + 1,
          label: index / folds % 2,
          recording: 100 + index, seed: index))
    }
    for row in rows { writeSound(row) }
    waitForClock()
    writeMetadata()
    write(
      """
      {
        "dataset": { "metadata": "metadata.csv", "audio": "audio", "name": "small" },
        "paths": { "manifest": "manifest.sqlite", "cache": "cache" },
        "segment": { "sampleRate": 8000, "seconds": 0.5 },
        "spectrogram": { "fftSize": 256, "hopLength": 128, "melBands": 16 },
        "training": {
          "network": { "name": "cnn4", "width": 4 }, "epochs": 2, "batchSize": 4, "threads": 1
        }
      }
      """, to: "pipeline.json")
  }

  deinit {
    Self.removeTree(folder)
  }

  // MARK: - Changes

  func change(_ index: Int, _ body: (inout Row) -> Void) {
    body(&rows[index])
  }

  func removeRow(_ index: Int) {
    rows.remove(at: index)
  }

  func writeMetadata() {
    let classes = ["dog_bark", "siren"]
    let lines = rows.map {
      "\($0.name),\($0.recording),0,0.4,1,\($0.fold),\($0.label),\(classes[$0.label])"
    }
    write(
      (["slice_file_name,fsID,start,end,salience,fold,classID,class"] + lines)
        .joined(separator: "\n") + "\n", to: "metadata.csv")
  }

  func writeSound(_ row: Row) {
    var state = UInt64(row.seed + 1) &* 0x9E37_79B9_7F4A_7C15
    let samples = (0..<3200).map { index -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let noise = Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
      return 0.1 * noise + 0.3 * sinf(Float(index) * Float(row.label + 1) * 0.2)
    }
    var bytes: [UInt8] = []
    WaveformFile.encode(samples.span, sampleRate: 8000, into: &bytes)
    write(bytes, to: "audio/\(row.path)")
  }

  /// Files that were written just now are read again, since a later write might bear the same time.
  func waitForClock() {
    usleep(30_000)
  }

  func write(_ text: String, to path: String) {
    write(Array(text.utf8), to: path)
  }

  func write(_ bytes: [UInt8], to path: String) {
    let file = fopen("\(folder)/\(path)", "w")!
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  // MARK: - Runs

  /// How many items each stage ran.
  struct Counts: Equatable, CustomStringConvertible {
    var ingest = 0
    var segment = 0
    var render = 0
    var train = 0
    var evaluate = 0

    var description: String { "\(ingest) \(segment) \(render) \(train) \(evaluate)" }
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

  func run(_ stage: some Stage) throws -> Int {
    try stage.run(request(), Reporter(style: .silent))?.ran ?? -1
  }

  @discardableResult
  func runAll() throws -> Counts {
    Counts(
      ingest: try run(IngestStage()), segment: try run(SegmentStage()),
      render: try run(RenderStage()), train: try run(TrainStage(folds: FoldSelection())),
      evaluate: try run(EvaluateStage(folds: FoldSelection())))
  }

  private static func removeTree(_ path: String) {
    guard let folder = opendir(path) else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      if unlink("\(path)/\(name)") != 0 { removeTree("\(path)/\(name)") }
    }
    rmdir(path)
  }
}
