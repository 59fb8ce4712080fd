import Foundation
import Scoring

/// Accuracy on real clips, one seed, the baselines beside it, and what PyTorch reached with the same
/// recipe (`peers/accuracy`): fold by fold, and over all tested clips with an interval of the difference.
struct AccuracyBenchmark: MeasuredBenchmark {
  /// `cnn4` after 30 epochs.
  static let all = [
    AccuracyBenchmark(.urbanSound8K, precision: "float32"),
    AccuracyBenchmark(.urbanSound8K, precision: "bfloat16"),
    AccuracyBenchmark(.esc10, precision: "float32"),
  ]
  /// EfficientAT's `mn04`, trained on by the recipe of `transfer_peer.py`.
  static let fineTuning = AccuracyBenchmark(
    name: "accuracy-mn04-finetune", dataSet: .urbanSound8K, network: "efficientat-mn04 fine-tuned",
    peerFiles: "mn04-finetune-", frontEnd: "efficientat",
    training: [
      "network": "efficientat-mn04", "mode": "fine-tune",
      "weights": Place.publishedWeights.path,
      "epochs": 12, "learningRate": 5e-4, "warmUp": 0.2, "headRate": 3, "mixup": 0.3,
      "frequencyMask": 0, "timeMask": 0,
    ])

  /// A probe of its embeddings at the C that `transfer_peer.py` has.
  static let probe = AccuracyBenchmark(
    name: "accuracy-mn04-probe", dataSet: .urbanSound8K, network: "efficientat-mn04 probe",
    peerFiles: "mn04-probe-", frontEnd: "efficientat",
    training: [
      "network": "efficientat-mn04", "mode": "probe", "inversePenalty": 0.03,
      "weights": Place.publishedWeights.path,
    ])

  /// The named networks from nothing, 10 epochs in bfloat16, by the front end that each was published with.
  static let networks = StepBenchmark.all.filter {
    $0.work == .training && $0.precision == "bfloat16"
  }
  .map { step in
    let network = step.network
    let frontEnds = ["cnn14": "panns", "vggish": "vggish"]
    let frontEnd =
      network.hasPrefix("efficientat") ? "efficientat" : frontEnds[network] ?? "torchaudio"
    return AccuracyBenchmark(
      name: "accuracy-networks-\(network)", dataSet: .urbanSound8K, network: network,
      peerFiles: nil, frontEnd: frontEnd,
      training: ["network": network, "epochs": 10, "precision": "bfloat16"],
      // 128 frames.
      seconds: network == "sbcnn" ? 2.95 : nil)
  }

  let name: String
  private let dataSet: AccuracyDataSet
  private let network: String
  /// What the names of the peer's predictions begin with; nil: there are none.
  private let peerFiles: String?
  private let frontEnd: String
  private let training: [String: any Sendable]
  /// Of a window, where it is not the data set's.
  private let seconds: Double?

  private init(
    name: String, dataSet: AccuracyDataSet, network: String, peerFiles: String?, frontEnd: String,
    training: [String: any Sendable], seconds: Double? = nil
  ) {
    (self.name, self.dataSet, self.network) = (name, dataSet, network)
    (self.peerFiles, self.frontEnd, self.training) = (peerFiles, frontEnd, training)
    self.seconds = seconds
  }

  private init(_ dataSet: AccuracyDataSet, precision: String) {
    self.init(
      name: "accuracy-\(dataSet.rawValue)-\(precision)", dataSet: dataSet, network: "cnn4",
      peerFiles: "", frontEnd: "torchaudio", training: ["precision": precision])
  }

  func run() throws -> [Measurement] {
    guard let sounds = Place.sounds?.appending(path: dataSet.rawValue) else {
      note("\(name): the clips are not in ../shared/data; name their folder in SOUNDS")
      return []
    }
    var sections = dataSet.sections
    sections["training"] = training
    if let seconds { sections["segment", default: [:]]["seconds"] = seconds }
    let configuration = try Ours.writeConfiguration(
      in: Place.emptied(name), dataSet: sounds, metadata: dataSet.metadata, frontEnd: frontEnd,
      sections)
    for stage in Ours.stagesToTensors { _ = try Ours.run(stage, configuration) }
    let seconds = try dataSet.splits.map { split in
      let folds = split.isEmpty ? [] : Self.flags(split)
      let seconds = try Ours.run("train", configuration, folds).seconds
      _ = try Ours.run("evaluate", configuration, folds)
      return seconds
    }
    let outcomes = try Outcome.predictions(of: configuration)
    return try Dictionary(grouping: outcomes, by: \.network).sorted { $0.key < $1.key }
      .flatMap { network, outcomes in
        try measurements(network, outcomes, trainSeconds: network == self.network ? seconds : [])
      }
  }

  /// `train-1-3-test-2` as the flags of train and evaluate.
  private static func flags(_ split: String) -> [String] {
    split.split(separator: "-").map {
      switch $0 {
      case "train": "--train-folds"
      case "test": "--test-folds"
      default: String($0)
      }
    }
  }

  /// One of each tested fold, and one of all their clips.
  private func measurements(
    _ network: String, _ outcomes: [Outcome], trainSeconds: [Double]
  ) throws -> [Measurement] {
    var peer: [Outcome] = []
    if network == self.network, let peerFiles {
      peer = try dataSet.splits.filter { !$0.isEmpty }.flatMap { try Outcome.peer(peerFiles + $0) }
    }
    func measurement(_ part: String, _ ours: [Outcome], _ peer: [Outcome]) throws -> Measurement {
      Measurement(
        name: "\(name)-\(network)-\(part)", unit: .accuracy,
        ours: .init(
          best: ours.accuracy, seconds: trainSeconds.isEmpty ? [:] : ["train": trainSeconds],
          versions: try Ours.versions()),
        peer: peer.isEmpty ? nil : .init(best: peer.accuracy, seconds: [:]),
        interval: PairedBootstrap(ours, peer)?.interval)
    }
    let byFold = Dictionary(grouping: outcomes, by: \.fold).sorted { $0.key < $1.key }
    return try byFold.map { fold, ours in
      try measurement("fold-\(fold)", ours, peer.filter { $0.fold == fold })
    } + [measurement("all", outcomes, peer)]
  }
}

enum AccuracyDataSet: String {
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

  /// As the peer's files are called; an empty one is each fold in turn.
  var splits: [String] {
    switch self {
    case .urbanSound8K: ["train-1-3-test-2", "train-2-3-test-1"]
    case .esc10: [""]
    }
  }
}

/// Whether a clip was classified rightly.
private struct Outcome {
  let network, clip: String
  let fold: Int
  let isRight: Bool

  /// What the manifest beside a configuration has.
  static func predictions(of configuration: URL) throws -> [Outcome] {
    let manifest = configuration.deletingLastPathComponent().appending(path: "manifest.sqlite")
    let query = """
      SELECT network, clip, fold, predicted = label FROM predictions JOIN runs USING (run)
      """
    let rows = try Command.run("sqlite3", ["-separator", ",", manifest.path, query]).output
    return rows.split(separator: "\n").map { row in
      let cells = row.split(separator: ",").map(String.init)
      return Outcome(
        network: cells[0], clip: cells[1], fold: Int(cells[2])!, isRight: cells[3] == "1")
    }
  }

  /// `clip,recording,fold,label,p0,…` of `peers/accuracy`.
  static func peer(_ name: String) throws -> [Outcome] {
    let file = Place.peers.appending(path: "accuracy/\(name).csv")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    return rows.map { row in
      let cells = row.split(separator: ",").map(String.init)
      let probabilities = cells[4...].map { Double($0)! }
      let guess = probabilities.firstIndex(of: probabilities.max()!)!
      return Outcome(
        network: name, clip: cells[0], fold: Int(cells[2])!, isRight: guess == Int(cells[3]))
    }
  }

  /// UrbanSound8K's names begin with it: `fsID-classID-occurrence-slice`.
  var recording: Substring { clip.prefix { $0 != "-" } }
}

extension [Outcome] {
  fileprivate var accuracy: Double { Double(filter(\.isRight).count) / Double(count) }
}

extension PairedBootstrap {
  /// Of ours less the peer's, drawn by recording; nil where the peer has not the same clips.
  fileprivate init?(_ ours: [Outcome], _ peer: [Outcome]) {
    let other = Dictionary(uniqueKeysWithValues: peer.map { ($0.clip, $0.isRight) })
    guard !peer.isEmpty, Set(ours.map(\.clip)) == Set(other.keys) else { return nil }
    self.init(
      first: ours.map(\.isRight), second: ours.map { other[$0.clip]! },
      groups: ours.map(\.recording))
  }
}
