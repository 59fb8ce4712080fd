import Manifest
import Pipeline

/// Predictions of clips, each the mean over the probabilities of its segments.
struct ClipPredictions {
  struct Row {
    var clip: Int64
    var label: Int
    /// By class; they add up to 1.
    var probabilities: [Double]

    var predicted: Int {
      probabilities.indices.max { probabilities[$0] < probabilities[$1] }!
    }
  }

  private(set) var rows: [Row] = []

  /// - Parameters:
  ///   - examples: segments, those of a clip one after the other
  ///   - probabilities: `[segments, classes]`
  init(_ examples: [Example], _ probabilities: [Float], classes: Int) {
    var segments = 0
    for (index, example) in examples.enumerated() {
      let values = probabilities[index * classes..<(index + 1) * classes].map(Double.init)
      if rows.last?.clip == example.clip {
        segments += 1
        for (label, value) in values.enumerated() {
          let mean = rows[rows.count - 1].probabilities[label]
          rows[rows.count - 1].probabilities[label] += (value - mean) / Double(segments)
        }
      } else {
        segments = 1
        rows.append(Row(clip: example.clip, label: example.label, probabilities: values))
      }
    }
  }
}

extension PredictionRecord {
  init(_ row: ClipPredictions.Row, classes: [String]) {
    var object = JSONObject()
    for (name, value) in zip(classes, row.probabilities) { object.set(name, Double(Float(value))) }
    self.init(
      clip: row.clip, label: row.label, predicted: row.predicted,
      probability: row.probabilities[row.predicted], probabilities: object.text)
  }
}
