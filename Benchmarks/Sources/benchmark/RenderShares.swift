import Foundation

/// Where the time goes between a WAV file and its tensor and picture, on one core, and how near each
/// step is to what it cannot go below.
struct RenderShares {
  static let all = ClipSource.allCases.map { RenderShares(source: $0) }
  private static let repetitions = 5

  let source: ClipSource
  var name: String { "shares-\(source.rawValue)" }

  /// Prints a table and appends a line to `results/render.jsonl`.
  func report() throws {
    let steps = try steps()
    let sum = steps.reduce(0) { $0 + $1.microseconds }
    print("\n\(name): one clip on one core, \(Int(sum)) µs")
    print(Self.row("step", "µs", "share", "floor", "of it", "the floor"))
    for step in steps {
      print(
        Self.row(
          step.name, String(format: "%.0f", max(step.microseconds, 0)),
          String(format: "%.1f %%", 100 * max(step.microseconds, 0) / sum),
          String(format: step.floor < 10 ? "%.1f" : "%.0f", step.floor),
          step.shareOfFloor.map { String(format: "%.0f %%", 100 * $0) } ?? "–", step.floorIs))
    }
    let line: [String: Any] = [
      "name": name, "unit": "µs", "ours": sum, "versions": try Ours.versions(),
      "steps": steps.map {
        [
          "step": $0.name, "ours": $0.microseconds, "floor": $0.floor, "floor_is": $0.floorIs,
        ] as [String: Any]
      },
    ]
    try ResultTable.append(line, to: ResultTable.file(of: "render"))
  }

  /// Those that can be run alone, and what remains of the stages' processor time.
  private func steps() throws -> [Step] {
    let audio = try source.folder()
    let pieces = try PiecesChild.run(source)
    var (whole, idle): ([Double], [Double]) = ([], [])
    for _ in 0..<Self.repetitions {
      let runs = try StageRuns(
        on: audio, ["segment": ["keepWaveforms": false]], ["--jobs", "1"])
      whole.append(runs.processorSeconds)
      idle.append(try StageRuns(runs.configuration, ["--jobs", "1"]).processorSeconds)
    }
    let clip = 1e6 / Double(ClipSource.clips)
    let alone = pieces.reduce(0) { $0 + $1.microseconds }
    return pieces + [
      Step(
        name: "commit", microseconds: (whole.lowerQuartile - idle.lowerQuartile) * clip - alone,
        floor: try Self.microsecondsOfRows(), floorIs: "SQLite inserting four rows"),
      Step(
        name: "start and plan", microseconds: idle.lowerQuartile * clip,
        floor: try Self.secondsOfNothing() * clip, floorIs: "three programs that do nothing"),
    ]
  }

  /// What a clip leaves in the manifest, itself, a tensor and a picture and their use, is of this size.
  private static func microsecondsOfRows() throws -> Double {
    func seconds(_ rows: Int) throws -> Double {
      let script = """
        CREATE TABLE t (id INTEGER PRIMARY KEY, key BLOB UNIQUE, object BLOB, size INTEGER);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
        INSERT INTO t SELECT i, randomblob(32), randomblob(32), i FROM n;
        """
      return try Command.run("sqlite3", [":memory:", script]).processorSeconds
    }
    return try (seconds(200_001) - seconds(1)) / 200_000 * 1e6 * 4
  }

  private static func secondsOfNothing() throws -> Double {
    try (0..<repetitions).map { _ in try Command.run("true", []).processorSeconds }.lowerQuartile
      * 3
  }

  private static func row(_ cells: String...) -> String {
    let widths = [16, 6, 8, 6, 7, 0]
    return zip(cells, widths).enumerated().map { index, cell in
      let padding = String(repeating: " ", count: max(cell.1 - cell.0.count, 0))
      return index == 0 ? cell.0 + padding : padding + cell.0
    }.joined(separator: " ")
  }
}

/// A step of the way of a clip.
struct Step: Codable {
  let name: String
  let microseconds: Double
  /// In µs: what it takes whoever does it.
  let floor: Double
  let floorIs: String

  /// nil for what is too short to be told from the noise of a difference.
  var shareOfFloor: Double? { microseconds < 1 ? nil : floor / microseconds }
}
