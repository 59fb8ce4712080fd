import Manifest

/// Embeddings of clips, each the mean over its segments.
struct ClipEmbeddings {
  /// The first segment of each.
  private(set) var clips: [Example] = []
  /// `[clips, features]`
  private(set) var values: [Float] = []
  let features: Int

  /// - Parameters:
  ///   - examples: Segments, those of a clip one after the other.
  ///   - embeddings: `[segments, features]`
  init(_ examples: [Example], _ embeddings: [Float]) {
    features = embeddings.count / max(examples.count, 1)
    var count: Float = 0
    for (row, example) in examples.enumerated() {
      if clips.last?.clip != example.clip {
        clips.append(example)
        values += [Float](repeating: 0, count: features)
        count = 0
      }
      count += 1
      let (own, share) = (values.count - features, 1 / count)
      for feature in 0..<features {
        let difference = embeddings[row * features + feature] - values[own + feature]
        values[own + feature] += difference * share
      }
    }
  }

  subscript(place: Int) -> [Float] {
    Array(values[place * features..<(place + 1) * features])
  }
}
