import TensorFiles

/// The `duration` baseline: how often each class has clips of this length, and nothing else.
///
/// What it gets right needs no ear: UrbanSound8K's gun shots are short, and a network that is fed
/// zero-padded clips sees that too.
public struct DurationBaseline: Hashable, Sendable {
  public let classes: Int
  /// Clips are counted by quarters of a second, up to a minute; longer ones together.
  public static let binSeconds = 0.25
  public static let bins = 240

  /// `[bins, classes]`
  private let table: [Float]

  /// Counts the training clips.
  ///
  /// A bin's counts are smoothed by as many clips as there are classes, spread as the classes are
  /// over all clips, so that an empty bin gives the classes' frequencies.
  /// - Parameters:
  ///   - seconds: the length of each clip in s
  ///   - labels: the class of each clip, from 0
  /// - Throws: `TrainingError` if there is no clip or a label is no class.
  public init(seconds: [Double], labels: [Int], classes: Int) throws {
    precondition(seconds.count == labels.count)
    guard !labels.isEmpty else { throw TrainingError.noClips }
    var counts = [Double](repeating: 0, count: Self.bins * classes)
    var frequencies = [Double](repeating: 0, count: classes)
    for (clip, label) in labels.enumerated() {
      guard 0..<classes ~= label else {
        throw TrainingError.label(label, clip: clip, classes: classes)
      }
      counts[Self.bin(seconds[clip]) * classes + label] += 1
      frequencies[label] += 1 / Double(labels.count)
    }
    self.classes = classes
    table = stride(from: 0, to: counts.count, by: classes).flatMap { row in
      let total = counts[row..<row + classes].reduce(0, +) + Double(classes)
      return (0..<classes).map { index in
        Float((counts[row + index] + Double(classes) * frequencies[index]) / total)
      }
    }
  }

  /// The probabilities of each clip by its length in s, `[clips, classes]`.
  public func probabilities(seconds: [Double]) -> [Float] {
    seconds.flatMap { seconds in
      let row = Self.bin(seconds) * classes
      return table[row..<row + classes]
    }
  }

  private static func bin(_ seconds: Double) -> Int {
    seconds >= 0 ? Int(min(seconds / binSeconds, Double(bins - 1))) : 0
  }

  /// The table of probabilities.
  public var file: SafetensorsFile {
    var file = SafetensorsFile()
    file.insert(.init(shape: [Self.bins, classes], floats: table), as: "probabilities")
    return file
  }

  /// What `file` gave.
  /// - Throws: `TensorFileError` or `CheckpointError` that names the tensor.
  public init(_ file: SafetensorsFile) throws {
    let shape = try file.tensor(named: "probabilities").shape
    guard shape.count == 2, shape[0] == Self.bins, shape[1] > 0 else {
      throw CheckpointError.shape(
        tensor: "probabilities", found: shape, expected: "[\(Self.bins), classes]")
    }
    table = try file.floats(named: "probabilities")
    classes = shape[1]
    if let wrong = table.first(where: { !(0...1 ~= $0) }) {
      throw CheckpointError.value(
        tensor: "probabilities", found: "\(wrong)", expected: "numbers in 0 … 1")
    }
  }
}
