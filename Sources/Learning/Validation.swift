import Engine
import Glibc
import Networks
import TensorFiles

/// What a network knows of clips that it has not learned from.
public struct ValidationReport: Hashable, Sendable {
  /// The mean of −log p of each clip's class.
  public let loss: Double
  public let accuracy: Double

  public init(loss: Double, accuracy: Double) {
    (self.loss, self.accuracy) = (loss, accuracy)
  }
}

extension Trainer {
  /// Asks the network as it is after the last epoch.
  /// - Parameter checkpoint: what ``checkpoint()`` gave.
  public func validate(
    _ checkpoint: SafetensorsFile, on examples: TrainingExamples
  ) throws -> ValidationReport {
    let classes = examples.classes
    let probabilities = try Classifier(
      checkpoint: checkpoint, bands: examples.bands, frames: examples.frames,
      batchSize: min(batchSize, examples.count), precision: settings.precision,
      threads: settings.threads
    ).probabilities(clips: examples.count, read: examples.read)
    var (loss, correct) = (0.0, 0)
    for (clip, label) in examples.labels.enumerated() {
      let row = probabilities[clip * classes..<(clip + 1) * classes]
      // The least that float32 holds, so that one sure mistake is a large loss and no infinite one.
      loss -= log(Double(max(row[row.startIndex + label], .leastNormalMagnitude)))
      if row.firstIndex(of: row.max()!)! - row.startIndex == label { correct += 1 }
    }
    let count = Double(examples.count)
    return ValidationReport(loss: loss / count, accuracy: Double(correct) / count)
  }
}

/// The network of the epoch with the lowest validation loss so far; a part of the resumable state.
public struct EpochChoice: Sendable {
  /// 0 before the first.
  public private(set) var epoch = 0
  public private(set) var loss = Double.infinity
  public private(set) var checkpoint: SafetensorsFile?
  private let patience: Int?

  /// - Parameters:
  ///   - patience: epochs without a better one after which it is over; nil: never
  ///   - state: what ``add(to:)`` was given
  public init(patience: Int?, resuming state: SafetensorsFile? = nil) throws {
    self.patience = patience
    guard let state, let words = state.metadata[Self.key]?.split(separator: " "),
      words.count == 2, let epoch = Int(words[0]), let loss = Double(words[1])
    else { return }
    var file = SafetensorsFile()
    for name in state.names where name.hasPrefix(Self.prefix) {
      file.insert(try state.tensor(named: name), as: String(name.dropFirst(Self.prefix.count)))
    }
    for (name, value) in state.metadata where name.hasPrefix(Self.prefix) {
      file.metadata[String(name.dropFirst(Self.prefix.count))] = value
    }
    (self.epoch, self.loss, checkpoint) = (epoch, loss, file)
  }

  private static let prefix = "best."
  private static let key = "best"

  /// Keeps the network if it is better than all before.
  public mutating func consider(
    _ report: ValidationReport, epoch: Int, _ checkpoint: SafetensorsFile
  ) {
    guard report.loss < loss else { return }
    (self.epoch, loss, self.checkpoint) = (epoch, report.loss, checkpoint)
  }

  /// Whether there has been no better one for as long as patience lasts.
  public func isOver(after epoch: Int) -> Bool {
    patience.map { epoch - self.epoch >= $0 } ?? false
  }

  public func add(to state: inout SafetensorsFile) throws {
    guard let checkpoint else { return }
    for name in checkpoint.names {
      state.insert(try checkpoint.tensor(named: name), as: Self.prefix + name)
    }
    for (name, value) in checkpoint.metadata { state.metadata[Self.prefix + name] = value }
    state.metadata[Self.key] = "\(epoch) \(loss)"
  }
}
