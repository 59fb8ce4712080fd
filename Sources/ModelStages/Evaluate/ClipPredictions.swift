import Manifest
import Pipeline
import Scoring

/// Predictions of clips, each the mean over the probabilities of its segments.
struct ClipPredictions {
  struct Row {
    var clip: Int64
    var recording: String
    var label: Int
    /// By class; they add up to 1.
    var probabilities: [Double]

    var predicted: Int {
      probabilities.indices.max { probabilities[$0] < probabilities[$1] }!
    }
  }

  private(set) var rows: [Row] = []

  /// The same with calibrated probabilities.
  func at(_ temperature: Temperature) -> ClipPredictions {
    var clips = self
    for index in rows.indices {
      clips.rows[index].probabilities = temperature.applied(to: rows[index].probabilities)
    }
    return clips
  }

  /// - Parameters:
  ///   - examples: segments, those of a clip one after the other
  ///   - probabilities: `[segments, classes]`
  init(_ examples: [Example], _ probabilities: [Float], classes: Int) {
    var mean = SegmentMean(classes)
    for (index, example) in examples.enumerated() {
      if rows.last?.clip != example.clip {
        mean = SegmentMean(classes)
        rows.append(
          Row(
            clip: example.clip, recording: example.recording, label: example.label,
            probabilities: mean.values))
      }
      mean.add(probabilities[index * classes..<(index + 1) * classes])
      rows[rows.count - 1].probabilities = mean.values
    }
  }
}

/// The mean of what a clip's segments have: probabilities by class, or embeddings.
struct SegmentMean {
  private(set) var values: [Double]
  private(set) var segments = 0

  /// - Parameter count: Numbers of a segment.
  init(_ count: Int) {
    values = [Double](repeating: 0, count: count)
  }

  mutating func add(_ numbers: some Collection<Float>) {
    segments += 1
    for (place, value) in zip(values.indices, numbers) {
      values[place] += (Double(value) - values[place]) / Double(segments)
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
