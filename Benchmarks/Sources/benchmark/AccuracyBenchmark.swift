import Foundation

/// Accuracy of `cnn4` after 30 epochs on real clips, the baselines beside it, and what PyTorch
/// reached with the same recipe (`peers/accuracy`).
struct AccuracyBenchmark: MeasuredBenchmark {
  static let all = [
    AccuracyBenchmark(
      name: "accuracy-urbansound8k-train-1-3-test-2", dataSet: .urbanSound8K,
      folds: ["--train-folds", "1", "3", "--test-folds", "2"], peer: "train-1-3-test-2"),
    AccuracyBenchmark(
      name: "accuracy-urbansound8k-train-2-3-test-1", dataSet: .urbanSound8K,
      folds: ["--train-folds", "2", "3", "--test-folds", "1"], peer: "train-2-3-test-1"),
    AccuracyBenchmark(name: "accuracy-esc10", dataSet: .esc10, folds: [], peer: nil),
  ]

  enum DataSet: String {
    case urbanSound8K = "urbansound8k"
    case esc10

    var sections: [String: [String: Any]] {
      switch self {
      case .urbanSound8K: [:]
      case .esc10: ["dataset": ["format": "esc50"], "segment": ["seconds": 5]]
      }
    }

    var metadata: String {
      switch self {
      case .urbanSound8K: "metadata/UrbanSound8K.csv"
      case .esc10: "meta/esc50.csv"
      }
    }
  }

  let name: String
  let dataSet: DataSet
  let folds: [String]
  let peer: String?

  /// A line of `evaluate --json`.
  private struct Scores: Decodable {
    let event: String
    let network: String?
    let accuracy: Double?
  }

  private struct PeerReport: Decodable {
    let testAccuracy: Double
    let wallSeconds: Double
    let torch: String
  }

  func run() throws -> [Measurement] {
    guard let sounds = Place.sounds?.appending(path: dataSet.rawValue) else {
      note("\(name): the clips are not in ../shared/data; name their folder in SOUNDS")
      return []
    }
    let configuration = try Ours.writeConfiguration(
      in: Place.emptied(name), dataSet: sounds, metadata: dataSet.metadata, dataSet.sections)
    for stage in Ours.stagesToTensors { _ = try Ours.run(stage, configuration) }
    let seconds = try Ours.run("train", configuration, folds).seconds
    let lines = try Ours.run("evaluate", configuration, folds + ["--json"]).output
    let scores = try lines.split(separator: "\n")
      .map { try JSONDecoder().decode(Scores.self, from: Data($0.utf8)) }
      .filter { $0.event == "scores" }
    return try Dictionary(grouping: scores) { $0.network ?? "" }.sorted { $0.key < $1.key }.map {
      try measurement(network: $0, accuracies: $1.compactMap(\.accuracy), seconds)
    }
  }

  private func measurement(
    network: String, accuracies: [Double], _ seconds: Double
  ) throws -> Measurement {
    Measurement(
      name: "\(name)-\(network)", unit: .accuracy,
      ours: .init(
        best: accuracies.reduce(0, +) / Double(accuracies.count), seconds: ["train": [seconds]],
        versions: try Ours.versions()),
      peer: network == "cnn4" ? try peerSide() : nil)
  }

  private func peerSide() throws -> Measurement.Side? {
    guard let peer else { return nil }
    let file = Place.peers.appending(path: "accuracy/\(peer).jsonl")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let report = try Peer.decode(PeerReport.self, lastLineOf: lines)
    return Measurement.Side(
      best: report.testAccuracy, seconds: ["train, bf16": [report.wallSeconds]],
      versions: ["torch": report.torch])
  }
}
