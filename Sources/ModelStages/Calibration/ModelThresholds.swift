import Scoring
import TensorFiles

/// From which probability on a class counts as heard, as a model's file has it: where F1 was highest on sounds
/// that it had not learned from.
package struct ModelThresholds {
  /// By class; nil where there were too few sounds to say.
  package let values: [Double?]

  private static let key = "thresholds"

  /// Nil for a model that says nothing of them.
  package init?(_ checkpoint: SafetensorsFile, classes: Int) {
    guard let text = checkpoint.metadata[Self.key] else { return nil }
    let values = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      Double($0).flatMap { 0...1 ~= $0 ? $0 : nil }
    }
    guard values.count == classes else { return nil }
    self.values = values
  }

  /// A line a class, empty where nothing is known.
  fileprivate static func metadata(_ values: [Double?]) -> [String: String] {
    [key: values.map { $0.map { "\($0)" } ?? "" }.joined(separator: "\n")]
  }
}

extension SafetensorsFile {
  /// - Parameters:
  ///   - rows: What the model, or its like that has not learned from them, says of sounds, calibrated.
  ///   - labels: The classes that are heard in each.
  mutating func setThresholds(of rows: [[Double]], labels: [[Int]]) {
    let values = (0..<(rows.first?.count ?? 0)).map { label in
      F1Threshold.best(
        scores: rows.map { $0[label] }, isOfClass: labels.map { $0.contains(label) })
    }
    guard values.contains(where: { $0 != nil }) else { return }
    metadata.merge(ModelThresholds.metadata(values)) { $1 }
  }
}
