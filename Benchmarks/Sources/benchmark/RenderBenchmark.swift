import Foundation

/// From WAV files to spectrograms: our ingest, segment and render on an empty manifest and cache,
/// against the render of librosa and of torchaudio alone, each with two workers.
struct RenderBenchmark: MeasuredBenchmark {
  static let all = [
    RenderBenchmark(name: "render-22050-mono", folder: "mono22", sampleRate: 22_050, channels: 1),
    RenderBenchmark(
      name: "render-44100-stereo", folder: "stereo44", sampleRate: 44_100, channels: 2),
  ]
  private static let clips = 400.0
  private static let repetitions = 5

  let name: String
  let folder: String
  let sampleRate: Int
  let channels: Int

  private struct PeerReport: Decodable {
    let clipsPerSecond: Double
    let secondsEach: [Double]
    let versions: [String: String]
  }

  func run() throws -> [Measurement] {
    let audio = Place.data.appending(path: folder)
    if !FileManager.default.fileExists(atPath: audio.path) {
      try BenchmarkClips.write(to: audio, sampleRate: sampleRate, channels: channels)
    }
    let libraries = ["librosa", "torchaudio"]
    let hasPeer = Peer.has("librosa", "torchaudio", "torch", "soundfile")
    var ours: [Double] = []
    var reports: [String: PeerReport] = [:]
    // In turns, so that what else the machine does meets both.
    for library in libraries {
      ours += try (0..<Self.repetitions).map { _ in try render(audio) }
      guard hasPeer else { continue }
      reports[library] = try Peer.run(
        "render_peer.py",
        [
          "--data", audio.path, "--folds", "1", "--library", library, "--workers", "2",
          "--out", Place.emptied(name + "-peer").path, "--repeat", "\(Self.repetitions)",
        ])
    }
    return [
      Measurement(
        name: name, unit: .clipsPerSecond,
        ours: .init(
          best: Self.clips / ours.median, seconds: ["ingest, segment, render": ours],
          versions: try Ours.versions()),
        peer: reports.isEmpty ? nil : peer(reports))
    ]
  }

  private func peer(_ reports: [String: PeerReport]) -> Measurement.Side {
    Measurement.Side(
      best: reports.values.map(\.clipsPerSecond).max()!,
      seconds: reports.mapValues(\.secondsEach),
      versions: reports.values.reduce(into: [:]) { $0.merge($1.versions) { $1 } })
  }

  /// Seconds for the three stages, on an empty manifest and cache.
  private func render(_ audio: URL) throws -> Double {
    let work = try Place.emptied(name)
    let configuration = try Ours.writeConfiguration(
      in: work, dataSet: audio, ["preview": ["enabled": false]])
    return try Ours.stagesToTensors.reduce(0) { try $0 + Ours.run($1, configuration).seconds }
  }
}
