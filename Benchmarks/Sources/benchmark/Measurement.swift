import Foundation
import Scoring

/// What one benchmark found: ours, and the peer's best beside it.
struct Measurement {
  enum Unit: String {
    case seconds = "s"
    case clipsPerSecond = "clips/s"
    case mebibytes = "MiB"
    case accuracy

    var isBetterWhenHigher: Bool { self == .clipsPerSecond || self == .accuracy }
  }

  /// A program's results, one for each of its runs or modes.
  struct Side {
    /// In the measurement's unit.
    var best: Double
    /// The seconds that `best` and the others rest on, under the mode's name.
    var seconds: [String: [Double]]
    var versions: [String: String] = [:]

    /// The fastest mode's median.
    var typicalSeconds: Double? { seconds.values.filter { !$0.isEmpty }.map(\.median).min() }
  }

  let name: String
  let unit: Unit
  let ours: Side
  /// nil when the peer isn't installed, or there is none.
  let peer: Side?
  /// Where ours less the peer's lies, with 95 % confidence, where that is known.
  var interval: ConfidenceInterval? = nil

  /// Ours to the peer's best; above 1 is better.
  var ratio: Double? {
    peer.map { unit.isBetterWhenHigher ? ours.best / $0.best : $0.best / ours.best }
  }
}

/// Prints measurements as they come, and keeps them in `results/KIND.jsonl`.
struct ResultTable {
  private let file: URL

  init(kind: String) {
    file = Self.file(of: kind)
    print(Self.row("name", "ours", "peer", "unit", "ratio", "ours, s", "peer, s"))
  }

  static func file(of kind: String) -> URL { Place.results.appending(path: kind + ".jsonl") }

  func add(_ measurement: Measurement) throws {
    print(
      Self.row(
        measurement.name, Self.number(measurement.ours.best),
        measurement.peer.map { Self.number($0.best) } ?? "–", measurement.unit.rawValue,
        measurement.ratio.map { String(format: "%.2f", $0) } ?? "–",
        Self.seconds(measurement.ours), Self.seconds(measurement.peer))
        + (measurement.interval.map {
          String(format: "   ours less the peer's: %+.3f to %+.3f", $0.lower, $0.upper)
        } ?? ""))
    try append(measurement)
  }

  private func append(_ measurement: Measurement) throws {
    var line: [String: Any] = [
      "name": measurement.name, "unit": measurement.unit.rawValue,
      "ours": measurement.ours.best, "ours_seconds": measurement.ours.seconds,
      "versions": measurement.ours.versions.merging(measurement.peer?.versions ?? [:]) { $1 },
    ]
    line["peer"] = measurement.peer?.best
    line["peer_seconds"] = measurement.peer?.seconds
    line["ratio"] = measurement.ratio
    line["difference_interval"] = measurement.interval.map { [$0.lower, $0.upper] }
    try Self.append(line, to: file)
  }

  /// A line of JSON, with the machine and the time.
  static func append(_ line: [String: Any], to file: URL) throws {
    let about = ["cpu": Place.processor, "time": ISO8601DateFormatter().string(from: .now)]
    try FileManager.default.createDirectory(at: Place.results, withIntermediateDirectories: true)
    if !FileManager.default.fileExists(atPath: file.path) {
      try Data().write(to: file)
    }
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    try handle.seekToEnd()
    let json = try JSONSerialization.data(
      withJSONObject: line.merging(about) { $1 }, options: [.sortedKeys, .withoutEscapingSlashes])
    try handle.write(contentsOf: json + Data("\n".utf8))
  }

  private static func row(_ cells: String...) -> String {
    let widths = [44, 9, 9, 8, 6, 9, 9]
    return zip(cells, widths).enumerated().map { index, cell in
      let padding = String(repeating: " ", count: max(cell.1 - cell.0.count, 0))
      return index == 0 ? cell.0 + padding : padding + cell.0
    }.joined(separator: " ")
  }

  private static func seconds(_ side: Measurement.Side?) -> String {
    side?.typicalSeconds.map { String(format: "%.3f", $0) } ?? "–"
  }

  private static func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.3f" : "%.1f", value)
  }
}

extension [Double] {
  var median: Double {
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }

  var lowerQuartile: Double { sorted()[count / 4] }
}
