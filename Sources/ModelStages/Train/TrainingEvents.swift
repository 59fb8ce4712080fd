import Cache
import Glibc
import Manifest
import Pipeline
import TensorFiles

/// A run as TensorBoard shows it: one event file in a folder of the run's name, a step an epoch.
final class TrainingEvents {
  private let file: EventFileWriter
  private let reporter: Reporter
  private var isBroken = false

  private static let prefix = "events.out.tfevents."

  /// Starts the file with the epochs that the run has behind it, in the place of those of earlier
  /// starts, so that a run that was interrupted is one curve; the pauses are left out.
  init(
    folder: String, run: String, history: [EpochRecord], _ reporter: Reporter
  ) throws {
    self.reporter = reporter
    let folder = "\(folder)/\(run)"
    let files = LocalFileSystem()
    try files.createDirectory(folder)
    let earlier = try files.list(folder).filter { $0.hasPrefix(Self.prefix) }
    let now = Self.now
    var time = history.reduce(now) { $0 - $1.seconds }
    let name = "\(Self.prefix)\(Int(now)).\(Self.host).\(getpid())"
    file = try EventFileWriter(path: "\(folder)/\(name)", time: time)
    for other in earlier where other != name { try files.remove("\(folder)/\(other)") }
    for epoch in history {
      time += epoch.seconds
      try file.append(EventRecord(epoch, time: time))
    }
  }

  /// Adds an epoch that has just ended. That it cannot be shown is said once, and stops no training.
  func add(_ epoch: EpochRecord) {
    guard !isBroken else { return }
    do {
      try file.append(EventRecord(epoch, time: Self.now))
    } catch {
      isBroken = true
      reporter.warn("TensorBoard will not see the epochs from \(epoch.epoch) on: \(error).")
    }
  }

  private static var now: Double { Double(wallClock()) * 1e-9 }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension EventRecord {
  fileprivate init(_ epoch: EpochRecord, time: Double) {
    self.init(
      time: time, step: epoch.epoch,
      .scalars(
        [
          ("loss/train", epoch.loss), ("accuracy/train", epoch.accuracy),
          ("learning_rate", epoch.learningRate), ("clips_per_second", epoch.clipsPerSecond),
          ("loss/validation", epoch.validationLoss),
          ("accuracy/validation", epoch.validationAccuracy),
        ].compactMap { tag, value in value.map { (tag, $0) } }))
  }
}
