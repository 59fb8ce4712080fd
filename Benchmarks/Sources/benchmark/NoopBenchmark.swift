import Foundation

/// How long `make` takes when there is nothing to do: all five stages, through make itself.
struct NoopBenchmark: MeasuredBenchmark {
  static let all = [NoopBenchmark(clips: 8732), NoopBenchmark(clips: 87_320)]
  private static let repetitions = 9

  let clips: Int
  var name: String { "noop-\(clips)" }

  func run() throws -> [Measurement] {
    let folder = Place.data.appending(path: name)
    let configuration = folder.appending(path: "pipeline.json").path
    if !FileManager.default.fileExists(atPath: configuration) { try prepare(folder) }
    let arguments = ["--no-print-directory", "CONFIG=\(configuration)"]
    note("\(name): the first run, which has something to do the first time")
    _ = try Command.run("make", arguments)
    let seconds = try (0..<Self.repetitions).map { _ in try Command.run("make", arguments).seconds }
    return [
      Measurement(
        name: name, unit: .seconds,
        ours: .init(
          best: seconds.median, seconds: ["make": seconds], versions: try Ours.versions()),
        peer: nil)
    ]
  }

  /// Clips of 0.1 s, and a network to match: what counts is their number.
  private func prepare(_ folder: URL) throws {
    _ = try Place.emptied(name)
    _ = try Command.run(
      Place.program("soundmark"),
      ["synthesize", folder.path, "--clips", "\(clips)", "--seconds", "0.1", "--seed", "1"])
    _ = try Ours.writeConfiguration(
      in: folder, dataSet: folder,
      [
        "segment": ["seconds": 0.1],
        "spectrogram": ["fftSize": 256, "hopLength": 64, "melBands": 32],
        "training": ["network": ["name": "cnn4", "width": 8], "epochs": 1],
      ])
  }
}
