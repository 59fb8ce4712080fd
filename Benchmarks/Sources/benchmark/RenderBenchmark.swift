import Foundation

/// From WAV files to spectrograms: our ingest, segment and render on an empty manifest and cache,
/// against the render of librosa and of torchaudio alone, each with two workers.
struct RenderBenchmark: MeasuredBenchmark {
  static let all =
    ClipSource.allCases.map {
      RenderBenchmark(
        name: "render-\($0.rawValue)", clips: ClipSource.clips, folds: ["1"], data: $0.folder)
    } + (Place.sounds == nil ? [] : [realClips])
  /// UrbanSound8K's folds 1 and 2, of all lengths, as Ogg Vorbis.
  private static let realClips = RenderBenchmark(
    name: "render-urbansound8k", clips: 1761, folds: ["1", "2"], data: RealClips.folder)
  private static let repetitions = 4

  /// What is made beside the tensors, after the name's first part.
  private enum Mode: String, CaseIterable {
    /// Nothing: render cuts the clips itself.
    case fused = ""
    case previews = "-previews"
    /// The windows that segment cuts.
    case kept = "-kept"
    case keptPreviews = "-kept-previews"

    var sections: [String: [String: Any]] {
      [
        "segment": ["keepWaveforms": self == .kept || self == .keptPreviews],
        "preview": ["enabled": self == .previews || self == .keptPreviews],
      ]
    }
  }

  let name: String
  let clips: Int
  let folds: [String]
  /// The folder of `audio` and `metadata`.
  let data: @Sendable () throws -> URL

  private struct PeerReport: Decodable {
    let clipsPerSecond: Double
    let secondsEach: [Double]
    let peakRssLargestProcessMib: Double
    let versions: [String: String]
  }

  func run() throws -> [Measurement] {
    let data = try data()
    let hasPeer = Peer.has("librosa", "torchaudio", "torch", "soundfile")
    var ours: [Mode: [StageRuns]] = [:]
    var reports: [String: PeerReport] = [:]
    // In turns, so that what else the machine does meets both.
    for library in ["librosa", "torchaudio"] {
      for _ in 0..<Self.repetitions {
        for mode in Mode.allCases {
          ours[mode, default: []].append(try StageRuns(on: data, mode.sections))
        }
      }
      guard hasPeer else { continue }
      reports[library] = try Peer.run(
        "render_peer.py",
        [
          "--data", data.path, "--library", library, "--workers", "2",
          "--out", Place.fresh().path, "--repeat", "\(Self.repetitions)", "--folds",
        ] + folds)
    }
    let versions = try Ours.versions()
    let speeds = Mode.allCases.map { mode in
      let seconds = ours[mode]!.map(\.seconds)
      return Measurement(
        name: name + mode.rawValue, unit: .clipsPerSecond,
        ours: .init(
          best: Double(clips) / seconds.median,
          seconds: ["ingest, segment, render": seconds], versions: versions),
        peer: peer(reports, best: reports.values.map(\.clipsPerSecond).max()))
    }
    let memory = Measurement(
      name: "memory-" + name, unit: .mebibytes,
      ours: .init(
        best: ours.values.joined().map(\.peakMebibytes).max()!, seconds: [:], versions: versions),
      peer: peer(reports, best: reports.values.map(\.peakRssLargestProcessMib).min()))
    return speeds + [memory]
  }

  private func peer(_ reports: [String: PeerReport], best: Double?) -> Measurement.Side? {
    best.map { best in
      Measurement.Side(
        best: best, seconds: reports.mapValues(\.secondsEach),
        versions: reports.values.reduce(into: [:]) { $0.merge($1.versions) { $1 } })
    }
  }
}

/// Ingest, segment and render, one after the other.
struct StageRuns {
  let configuration: URL
  private let outcomes: [Command.Outcome]

  init(_ configuration: URL, _ arguments: [String] = []) throws {
    self.configuration = configuration
    outcomes = try Ours.stagesToTensors.map { try Ours.run($0, configuration, arguments) }
  }

  /// On an empty manifest and cache.
  init(
    on audio: URL, _ sections: [String: [String: Any]], _ arguments: [String] = []
  ) throws {
    Place.emptyObjects()
    try self.init(
      Ours.writeConfiguration(in: Place.fresh(), dataSet: audio, sections), arguments)
  }

  var seconds: Double { outcomes.reduce(0) { $0 + $1.seconds } }
  var processorSeconds: Double { outcomes.reduce(0) { $0 + $1.processorSeconds } }
  /// Of the largest of them.
  var peakMebibytes: Double { outcomes.map(\.peakMebibytes).max()! }
}
