import Learning
import Manifest
import Pipeline
import Projection
import TensorFiles

/// Where clips lie beside each other by what a network makes of them before it names them.
struct ClipMap {
  let points: [MapPoint]
  let perplexity, divergence: Double

  /// Neighbours are looked for along so many principal components: further ones are noise, and cost.
  private static let components = 50

  /// - Parameters:
  ///   - examples: Segments, those of a clip one after the other.
  ///   - embeddings: `[segments, features]`
  init(_ examples: [Example], _ embeddings: [Float]) throws {
    let features = embeddings.count / max(examples.count, 1)
    var (clips, means, counts) = ([Int64](), [Float](), [Float]())
    for (row, example) in examples.enumerated() {
      if clips.last != example.clip {
        clips.append(example.clip)
        counts.append(0)
        means += [Float](repeating: 0, count: features)
      }
      counts[counts.count - 1] += 1
      let (own, share) = (means.count - features, 1 / counts.last!)
      for feature in 0..<features {
        let difference = embeddings[row * features + feature] - means[own + feature]
        means[own + feature] += difference * share
      }
    }
    let principal = try PrincipalComponents(
      of: means, features: features, components: Self.components)
    let width = principal.components
    let plane = clips.indices.flatMap { row in
      (0..<2).map { $0 < width ? principal.coordinates[row * width + $0] : 0 }
    }
    let map = try TSNE(principal.coordinates, features: width, start: plane)
    perplexity = map.perplexity
    divergence = map.divergence
    points = clips.enumerated().map { row, clip in
      MapPoint(
        clip: clip, x: Double(map.coordinates[2 * row]), y: Double(map.coordinates[2 * row + 1]),
        first: Double(plane[2 * row]), second: Double(plane[2 * row + 1]))
    }
  }
}
