import Foundation

/// UrbanSound8K's clips from CSV to the results of three folds, by a probe of `mn04`: all stages on an empty
/// cache, penalties chosen, baselines trained and tested as well; against `transfer_peer.py`, which renders,
/// embeds and fits three probes of a given penalty.
struct TransferBenchmark: MeasuredBenchmark {
  let name = "transfer-urbansound8k"
  private static let splits = [["2", "3", "1"], ["1", "3", "2"], ["1", "2", "3"]]

  func run() throws -> [Measurement] {
    guard let sounds = Place.sounds?.appending(path: "urbansound8k") else {
      throw BenchmarkError("the real clips are not there; name their folder in SOUNDS")
    }
    let folder = try Place.emptied(name)
    let configuration = try Ours.writeConfiguration(
      in: folder, dataSet: sounds, frontEnd: "efficientat",
      [
        "segment": ["keepWaveforms": false], "preview": ["enabled": false],
        "training": [
          "network": "efficientat-mn04", "mode": "probe", "weights": Place.publishedWeights.path,
        ],
      ])
    let stages = Ours.stagesToTensors + ["train", "evaluate"]
    let outcomes = try stages.map { try Ours.run($0, configuration) }
    return [
      Measurement(
        name: name, unit: .seconds,
        ours: .init(
          best: outcomes.map(\.seconds).reduce(0, +),
          seconds: Dictionary(uniqueKeysWithValues: zip(stages, outcomes.map { [$0.seconds] })),
          versions: try Ours.versions()),
        peer: try peer(sounds, folder))
    ]
  }

  /// Its processes from start to end, as ours.
  private func peer(_ sounds: URL, _ folder: URL) throws -> Measurement.Side? {
    guard Peer.has("torch", "sklearn", "soxr", "soundfile", "numpy") else { return nil }
    let work = folder.appending(path: "peer").path
    func run(_ arguments: [String]) throws -> Double {
      let script = Place.peers.appending(path: "transfer_peer.py").path
      return try Command.run(Peer.python, ["-B", script] + arguments).seconds
    }
    let prepare = try run(["prepare", "--data", sounds.path, "--out", work])
    let probes = try Self.splits.map { split in
      try run(
        ["probe", "--work", work, "--train-folds"] + split.dropLast()
          + ["--test-folds", split.last!])
    }
    return .init(
      best: prepare + probes.reduce(0, +), seconds: ["prepare": [prepare], "probes": probes])
  }
}

/// One clip from process start to AudioSet's 527 probabilities.
struct PublishedModelBenchmark: MeasuredBenchmark {
  let name = "classify-mn04"

  func run() throws -> [Measurement] {
    let clip = try ClipSource.stereo.folder().appending(path: "audio/fold1/" + ClipSource.file(0))
    let report = try TimedChild.run(
      times: 9, Place.program("soundmark"),
      ["classify", "--model", Place.publishedWeights.path, clip.path])
    func measurement(
      _ name: String, _ unit: Measurement.Unit, _ best: Double
    ) throws -> Measurement {
      Measurement(
        name: name, unit: unit,
        ours: .init(
          best: best, seconds: ["processes": report.seconds], versions: try Ours.versions()),
        peer: nil)
    }
    return [
      try measurement(name, .seconds, report.seconds.median),
      try measurement("memory-" + name, .mebibytes, report.peakMebibytes),
    ]
  }
}
