import Glibc
import Testing

/// Real predictions of a real network; what scikit-learn says of them is in the tests, printed by
/// `Golden/make_golden.py`.
struct Predictions {
  static let classCount = 10
  var recordings: [String] = []
  var truth: [Int] = []
  /// `[clips, classes]`
  var probabilities: [Double] = []

  init() throws {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let file = try #require(fopen("/\(folder)/Golden/predictions.csv", "r"))
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 1000)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 > 0 }.map(UInt8.init), as: UTF8.self)
      let fields = text.dropLast().split(separator: ",")
      guard let label = Int(fields[3]) else { continue }
      recordings.append(String(fields[1]))
      truth.append(label)
      probabilities += fields[4...].compactMap { Double($0) }
    }
  }

  var predicted: [Int] {
    truth.indices.map { clip in
      let row = probabilities[clip * Self.classCount..<(clip + 1) * Self.classCount]
      return row.indices.max { row[$0] < row[$1] }! - row.startIndex
    }
  }

  /// Whether each clip is taken for what it is.
  var isRight: [Bool] { zip(truth, predicted).map(==) }

  /// Whether each clip is so with a probability over 0.6; the first one is said to be.
  var isSurelyRight: [Bool] {
    [true]
      + truth.indices.dropFirst().map { probabilities[$0 * Self.classCount + truth[$0]] > 0.6 }
  }
}
