import Learning

/// The segments of sounds that a probe learns from, those of a sound one after the other.
struct LearnedSegments {
  /// `[segments, features]`
  let embeddings: [Float]
  let labels: ProbeLabels
  /// Each segment's.
  let recordings: [String]
  let labelsOfSounds: ProbeLabels
  private let counts: [Int]

  init(_ examples: ProbeExamples) {
    let (sounds, classes) = (examples.sounds, examples.classes)
    let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    let counts = sounds.map { $0.embeddings.count / examples.features }
    let heard = sounds.map { $0.labels.map { places[$0]! } }
    let isMultiLabel = examples.isMultiLabel
    func labels(_ rows: [[Int]]) -> ProbeLabels {
      isMultiLabel
        ? ProbeLabels(several: rows, classes: classes.count)
        : ProbeLabels(rows.map { $0[0] }, classes: classes.count)
    }
    func each<Value>(_ values: [Value]) -> [Value] {
      zip(values, counts).flatMap { Array(repeating: $0, count: $1) }
    }
    self.counts = counts
    self.labels = labels(each(heard))
    labelsOfSounds = labels(heard)
    recordings = each(sounds.map(\.recording))
    embeddings = sounds.flatMap(\.embeddings)
  }

  /// The mean over each sound's segments.
  /// - Parameter probabilities: `[segments, classes]`
  func meansOfSounds(_ probabilities: [Float]) -> [[Double]] {
    means(probabilities, width: labels.classes)
  }

  /// Each sound's embedding.
  var meansOfEmbeddings: [[Float]] {
    means(embeddings, width: embeddings.count / labels.count).map { $0.map { Float($0) } }
  }

  /// - Parameter values: `[segments, width]`
  private func means(_ values: [Float], width: Int) -> [[Double]] {
    var segment = 0
    return counts.map { count in
      var mean = SegmentMean(width)
      for _ in 0..<count {
        mean.add(values[segment * width..<(segment + 1) * width])
        segment += 1
      }
      return mean.values
    }
  }
}
