import Digests
import Manifest
import TestSupport

/// A manifest of a data set with two classes, and what stages write into it.
struct TestManifest {
  let folder: TemporaryFolder
  let manifest: ManifestDatabase
  let dataSet: Int64
  /// Of the configuration `a`.
  let rows: ConfigurationRows

  init() throws {
    folder = try TemporaryFolder()
    manifest = try ManifestDatabase(path: "\(folder.path)/manifest.sqlite", version: "1")
    dataSet = try manifest.dataSet(identity: "here", name: "test")
    try manifest.setClasses(["bark", "siren"], of: dataSet)
    rows = try manifest.use(Self.configuration("a", dataSet), at: 1)
  }

  /// A configuration that shares the waveforms' recipe with others.
  static func configuration(
    _ name: String, _ dataSet: Int64, json: String = "{}", minimumSeconds: Double = 0
  ) -> ConfigurationRecord {
    ConfigurationRecord(
      digest: Digest(of: name), json: json, dataSet: dataSet, minimumSeconds: minimumSeconds,
      recipes: [
        .waveform: "w", .tensor: "spectrogram.hopLength=\(name)", .preview: "p=\(name)",
      ])
  }

  func query(_ sql: String) throws -> [String] { try ManifestReader(manifest.path).query(sql) }

  // MARK: - Ingest

  func listing(
    _ name: String, fold: Int = 1, recording: String = "r", start: Double? = 0, end: Double? = 4,
    isCut: Bool = false
  ) -> ClipListing {
    ClipListing(
      name: name, path: "fold\(fold)/\(name)", fold: fold, label: 1, recording: recording,
      salience: 1, start: start, end: end, isCut: isCut)
  }

  /// Two seconds, unless it is said otherwise.
  func file(_ content: String, frames: Int = 44_100) -> ExaminedFile {
    ExaminedFile(
      state: FileState(size: 9, modified: 1, changed: 1, inode: 1), examined: 1_000_000_000,
      source: Digest(of: content),
      header: ExaminedFile.Header(
        sampleRate: 22_050, channels: 1, frames: frames, encoding: "WAV PCM_16"))
  }

  func ingest(
    _ name: String, _ content: String, fold: Int = 1, recording: String = "r", frames: Int = 44_100,
    at position: Int = 0
  ) throws {
    try manifest.record(
      [
        ClipChange(
          position: position, listing: listing(name, fold: fold, recording: recording),
          file: file(content, frames: frames), frames: frames, fault: nil)
      ], in: dataSet)
  }

  /// As when a file cannot be used.
  func ingest(_ name: String, fault category: String, _ content: String? = nil) throws {
    try manifest.record(
      [
        ClipChange(
          position: 0, listing: listing(name), file: content.map { file($0) }, frames: nil,
          fault: FaultRecord(category: category, message: "gone"))
      ], in: dataSet)
  }

  // MARK: - Segment and render

  func candidates(minimumSeconds: Double = 0, wanted: Set<Int64>? = nil) throws
    -> [SegmentCandidate]
  {
    try manifest.segmentCandidates(
      recipe: rows.recipes[.waveform]!, dataSet: dataSet, minimumSeconds: minimumSeconds,
      wanted: wanted)
  }

  func waveforms() throws -> [[RecordedObject]] {
    try manifest.segmentedClips(
      recipe: rows.recipes[.waveform]!, dataSet: dataSet, minimumSeconds: 0
    ).map(\.waveforms)
  }

  func stageRun(_ stage: String = "segment") throws -> Int64 {
    try manifest.beginStageRun(stage, configuration: rows.id, version: "1", boot: "b", at: 0)
  }

  /// An artefact whose key and object follow from its name.
  func artefact(_ kind: ArtefactKind, _ name: String, object: String? = nil, size: Int = 10)
    -> NewArtefact
  {
    NewArtefact(
      kind: kind, key: Digest(of: name), object: Digest(of: object ?? "object \(name)"), size: size,
      stageVersion: 1, bands: 3, frames: 5)
  }

  func recordWaveforms(_ clip: SegmentCandidate, count: Int) throws {
    try record(
      .waveform, clip,
      (0..<count).map { artefact(.waveform, "\(clip.file.source.hex) \($0)") })
  }

  func record(
    _ kind: ArtefactKind, _ clip: SegmentCandidate, _ artefacts: [NewArtefact],
    in rows: ConfigurationRows? = nil
  ) throws {
    try manifest.record(
      [
        UsageChange(
          clip: clip.clip, firstSegment: 0, products: artefacts.map { .made($0) },
          isWholeClip: true)
      ],
      faults: [], stage: kind.traits.stage, recipe: (rows ?? self.rows).recipes[kind]!,
      inputs: [clip.clip: clip.file.source], stageRun: try stageRun())
  }

  // MARK: - Train

  func begin(
    _ key: String, _ network: String = "cnn4", settings: String = "",
    in rows: ConfigurationRows? = nil
  ) throws -> Int64 {
    try manifest.begin(
      NewRun(
        key: Digest(of: key), experiment: Digest(of: "\(network) \(settings)"), network: network,
        trainFolds: [1], testFolds: [2], seed: 1, precision: "float32", epochs: 1, clips: 2,
        settings: settings, machine: ""),
      for: rows ?? self.rows, at: 0)
  }

  /// Records that a run took clips for the first class.
  func predict(_ run: Int64, _ clips: [Int64], fold: Int = 2) throws {
    try manifest.record(
      FoldScores(
        fold: fold, condition: .clean, clips: clips.count, metrics: ["accuracy": 0.5], classes: []),
      clips.map {
        PredictionRecord(clip: $0, label: 1, predicted: 0, probability: 0.75, probabilities: "{}")
      }, of: run, key: Digest(of: "evaluation \(run)"))
  }
}
