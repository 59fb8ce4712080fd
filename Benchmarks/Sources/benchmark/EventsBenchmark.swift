import Foundation

/// What is heard when in an hour of 48 kHz stereo that ESC-10's clips were joined to, by EfficientAT's `mn04`,
/// from start to end of the process, and how well, by segments of a second; against `events_peer.py`. An input of
/// six hours shows what memory does.
struct EventsBenchmark: MeasuredBenchmark {
  static let all = [EventsBenchmark()]
  let name = "events-hour"
  private static let threshold = "0.2"
  private static let hours = 6

  private struct Score: Decodable { let segmentF1: Double }

  func run() throws -> [Measurement] {
    guard let esc10 = Place.sounds?.appending(path: "esc10"),
      Peer.has("torch", "soxr", "soundfile", "numpy")
    else { throw BenchmarkError("it needs the real clips (SOUNDS) and the peer, which joins them") }
    let folder = Place.data.appending(path: name)
    let hour = folder.appending(path: "hour.wav")
    let truth = folder.appending(path: "truth.csv")
    if !FileManager.default.fileExists(atPath: hour.path) {
      try peer(["join", "--esc10", esc10.path, "--out", folder.path])
    }
    let runs = try (0..<5).map { _ in try listen(to: hour) }
    let theirs = folder.appending(path: "peer.csv")
    let script = Place.peers.appending(path: "events_peer.py").path
    let peerRun = try Command.run(
      Peer.python,
      ["-B", script, "hear", "--sound", hour.path, "--out", theirs.path, "--threshold"]
        + [Self.threshold])
    let long = try joined(hour)
    defer { try? FileManager.default.removeItem(at: long) }
    let longRun = try listen(to: long).outcome
    let versions = try Ours.versions()
    func measurement(
      _ name: String, _ unit: Measurement.Unit, _ ours: Double, _ peer: Double?,
      seconds: [Double]? = nil
    ) -> Measurement {
      Measurement(
        name: name, unit: unit,
        ours: .init(
          best: ours, seconds: ["processes": seconds ?? runs.map(\.outcome.seconds)],
          versions: versions),
        peer: peer.map { .init(best: $0, seconds: ["process": [peerRun.seconds]]) })
    }
    return [
      measurement(name, .seconds, runs.map(\.outcome.seconds).median, peerRun.seconds),
      measurement(
        "memory-" + name, .mebibytes, runs.map(\.outcome.peakMebibytes).max()!,
        peerRun.peakMebibytes),
      measurement(
        "memory-events-six-hours", .mebibytes, longRun.peakMebibytes, nil,
        seconds: [longRun.seconds]),
      measurement(
        "accuracy-" + name, .accuracy, try score(runs[0].table, truth), try score(theirs, truth)),
    ]
  }

  /// Into an empty folder: what was heard before would be kept.
  private func listen(to sound: URL) throws -> (outcome: Command.Outcome, table: URL) {
    let table = try Place.fresh().appending(path: "events.csv")
    let outcome = try Command.run(
      Place.program("soundmark"),
      ["classify", "--events", "--model", Place.publishedWeights.path, "--threshold"]
        + [Self.threshold, "--output", table.path, sound.path])
    return (outcome, table)
  }

  private func score(_ events: URL, _ truth: URL) throws -> Double {
    try Peer.run(
      "events_peer.py",
      ["score", "--truth", truth.path, "--events", events.path, "--hop", "2"], as: Score.self
    ).segmentF1
  }

  private func peer(_ arguments: [String]) throws {
    _ = try Command.run(
      Peer.python, ["-B", Place.peers.appending(path: "events_peer.py").path] + arguments)
  }

  /// The hour again and again, as one WAV file of 16 bits.
  private func joined(_ hour: URL) throws -> URL {
    let (long, header) = (hour.deletingLastPathComponent().appending(path: "long.wav"), 44)
    let source = try FileHandle(forReadingFrom: hour)
    var head = try source.read(upToCount: header) ?? Data()
    let count = try source.seekToEnd() - UInt64(header)
    let total = UInt32(count) * UInt32(Self.hours)
    withUnsafeBytes(of: (total + 36).littleEndian) { head.replaceSubrange(4..<8, with: $0) }
    withUnsafeBytes(of: total.littleEndian) { head.replaceSubrange(40..<44, with: $0) }
    try head.write(to: long)
    let target = try FileHandle(forWritingTo: long)
    try target.seekToEnd()
    for _ in 0..<Self.hours {
      try source.seek(toOffset: UInt64(header))
      while let part = try source.read(upToCount: 1 << 24), !part.isEmpty {
        try target.write(contentsOf: part)
      }
    }
    try target.close()
    return long
  }
}
