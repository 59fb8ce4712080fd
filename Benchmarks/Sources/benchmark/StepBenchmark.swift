import Foundation
import Networks

/// Steps of training, augmentation and optimizer included, or of inference, 32 clips each, against
/// PyTorch's fastest and leanest of plain, channels last, and channels last compiled.
struct StepBenchmark: MeasuredBenchmark {
  static let all =
    [StepWork.training, .inference].flatMap { work in
      networks.flatMap { steps(of: $0, work, work == .inference ? ["--inference"] : []) }
    } + others.flatMap { steps(of: $0, .training, ["--reference", Place.reference.path]) }
  /// Training steps from published weights: EfficientAT's `mn04`.
  static let fineTuning = ["float32", "bfloat16"].map { precision in
    StepBenchmark(
      name: "finetune-mn04-\(precision)", work: .training,
      network: NetworkDescription.Name.mn04.rawValue, precision: precision,
      peer: "finetune_peer.py",
      peerArguments: ["--reference", Place.reference.path, "--steps", "\(steps)"])
  }
  /// What the frozen network makes of sounds.
  static let embedding = ["float32", "bfloat16"].map { precision in
    StepBenchmark(
      name: "embed-mn04-\(precision)", work: .embedding,
      network: NetworkDescription.Name.mn04.rawValue, precision: precision,
      peer: "finetune_peer.py",
      peerArguments: ["--reference", Place.reference.path, "--steps", "\(steps)", "--embed"])
  }
  static let networks: [NetworkDescription.Name] = [.cnn4, .cnn4Wide, .resnet18]
  /// Those whose training alone is timed.
  private static let others: [NetworkDescription.Name] = [
    .sbcnn, .crnn, .crnnAttention, .transformer, .resnet34, .resnet50, .vggish, .cnn14, .mn05,
    .mn10,
    .mn20,
  ]
  private static let steps = 8
  private static let modes = [
    ("plain", []), ("channels last", ["--channels-last"]),
    ("compiled", ["--channels-last", "--compile"]),
  ]

  let name: String
  let work: StepWork
  let network: String
  let precision: String
  /// The script, and what it is told besides its mode.
  let peer: String
  let peerArguments: [String]

  private static func steps(
    of network: NetworkDescription.Name, _ work: StepWork, _ arguments: [String]
  ) -> [StepBenchmark] {
    ["float32", "bfloat16"].map { precision in
      StepBenchmark(
        name: "\(work.rawValue)-\(network.rawValue)-\(precision)", work: work,
        network: network.rawValue, precision: precision, peer: "train_peer.py",
        peerArguments: ["--network", network.rawValue, "--benchmark-steps", "\(steps)", "--shape"]
          + TimedSpectrogram(of: network).peerShape.map(String.init) + arguments)
    }
  }

  private struct PeerReport: Decodable {
    let clipsPerSecond: Double
    let medianStepSeconds: Double
    let fastestStepSeconds: Double
    let peakRssMib: Double
    let torch: String
  }

  func run() throws -> [Measurement] {
    let hasPeer = Peer.has("torch", "torchvision", "safetensors", "numpy")
    var ours: [StepsReport] = []
    var reports: [String: PeerReport] = [:]
    // In turns, so that what else the machine does meets both.
    for (mode, flags) in Self.modes {
      ours.append(try StepsChild.run(work, network, precision, steps: Self.steps))
      guard hasPeer else { continue }
      do {
        reports[mode] = try Peer.run(
          peer, peerArguments + (precision == "bfloat16" ? ["--bf16"] : []) + flags)
      } catch {
        note("\(name): the peer's mode \(mode) failed: \(error)")
      }
    }
    return try [speed(ours, reports), memory(ours, reports)]
  }

  private func speed(
    _ ours: [StepsReport], _ reports: [String: PeerReport]
  ) throws -> Measurement {
    Measurement(
      name: name, unit: .clipsPerSecond,
      ours: .init(
        best: ours.map(\.clipsPerSecond).max()!,
        seconds: ["steps": ours.flatMap(\.stepSeconds)], versions: try Ours.versions()),
      peer: side(reports, best: reports.values.map(\.clipsPerSecond).max()))
  }

  private func memory(
    _ ours: [StepsReport], _ reports: [String: PeerReport]
  ) throws -> Measurement {
    Measurement(
      name: "memory-" + name, unit: .mebibytes,
      ours: .init(
        best: ours.map(\.peakMebibytes).max()!,
        seconds: ["steps": ours.flatMap(\.stepSeconds)], versions: try Ours.versions()),
      peer: side(reports, best: reports.values.map(\.peakRssMib).min()))
  }

  private func side(_ reports: [String: PeerReport], best: Double?) -> Measurement.Side? {
    best.map { best in
      Measurement.Side(
        best: best,
        // The peer tells two of its steps' times.
        seconds: reports.mapValues { [$0.medianStepSeconds, $0.fastestStepSeconds] },
        versions: reports.values.first.map { ["torch": $0.torch] } ?? [:])
    }
  }
}
