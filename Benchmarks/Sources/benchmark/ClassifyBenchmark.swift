import Foundation
import Learning
import Networks

/// One clip from process start to label, against librosa or torchaudio and PyTorch with the same
/// weights, which are random.
struct ClassifyBenchmark: MeasuredBenchmark {
  static let all = [ClassifyBenchmark()]
  private static let network = NetworkDescription.Name.cnn4Wide
  /// Each side's runs come in two turns.
  private static let turns = 2

  let name = "classify-one-clip"

  private struct PeerReport: Decodable {
    let secondsSinceStart: Double
    let peakRssMib: Double
  }

  func run() throws -> [Measurement] {
    let (model, clip) = (try checkpoint(), try clip())
    let arguments = ["classify", "--model", model.path, clip.path]
    let hasPeer = Peer.has("torch", "torchaudio", "librosa", "soundfile", "safetensors")
    _ = try Command.run(Place.program("soundmark"), arguments)
    var ours: [TimedChild.Report] = []
    var reports: [String: [PeerReport]] = [:]
    for turn in 0..<Self.turns {
      ours.append(
        try TimedChild.run(times: turn == 0 ? 5 : 4, Place.program("soundmark"), arguments))
      guard hasPeer else { continue }
      for library in ["torchaudio", "librosa"] {
        if turn == 0 { _ = try peer(library, model, clip) }
        for _ in 0..<2 { reports[library, default: []].append(try peer(library, model, clip)) }
      }
    }
    let seconds = ours.flatMap(\.seconds)
    func measurement(
      _ name: String, _ unit: Measurement.Unit, _ best: Double, _ peerBest: Double?
    ) throws -> Measurement {
      Measurement(
        name: name, unit: unit,
        ours: .init(best: best, seconds: ["processes": seconds], versions: try Ours.versions()),
        peer: peerBest.map {
          .init(best: $0, seconds: reports.mapValues { $0.map(\.secondsSinceStart) })
        })
    }
    return [
      try measurement(
        name, .seconds, seconds.median,
        reports.values.map { $0.map(\.secondsSinceStart).median }.min()),
      try measurement(
        "memory-" + name, .mebibytes, ours.map(\.peakMebibytes).max()!,
        reports.values.flatMap { $0.map(\.peakRssMib) }.min()),
    ]
  }

  private func peer(_ library: String, _ model: URL, _ clip: URL) throws -> PeerReport {
    try Peer.run(
      "classify_peer.py",
      [
        "--state", model.path, "--clip", clip.path, "--network", Self.network.rawValue,
        "--library", library,
      ])
  }

  /// A checkpoint as training leaves it, of a network that has learned nothing.
  private func checkpoint() throws -> URL {
    let folder = try Place.emptied(name)
    var file = try TrainingBenchmark(Self.network, .float32).checkpoint()
    file.metadata = [
      "network": Self.network.rawValue,
      "classes": (0..<10).map { "class\($0)" }.joined(separator: "\n"),
      "segment": "segment.sampleRate=22050\n", "spectrogram": "spectrogram.fftSize=1024\n",
    ]
    let path = folder.appending(path: "model.safetensors")
    try Data(file.encoded()).write(to: path)
    return path
  }

  private func clip() throws -> URL {
    try ClipSource.stereo.folder().appending(path: "audio/fold1/" + ClipSource.file(0))
  }
}
