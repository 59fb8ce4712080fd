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
    let clips = ClipEmbeddings(examples, embeddings)
    let principal = try PrincipalComponents(
      of: clips.values, features: clips.features, components: Self.components)
    let width = principal.components
    let plane = clips.clips.indices.flatMap { row in
      (0..<2).map { $0 < width ? principal.coordinates[row * width + $0] : 0 }
    }
    let map = try TSNE(principal.coordinates, features: width, start: plane)
    perplexity = map.perplexity
    divergence = map.divergence
    points = clips.clips.map(\.clip).enumerated().map { row, clip in
      MapPoint(
        clip: clip, x: Double(map.coordinates[2 * row]), y: Double(map.coordinates[2 * row + 1]),
        first: Double(plane[2 * row]), second: Double(plane[2 * row + 1]))
    }
  }
}
