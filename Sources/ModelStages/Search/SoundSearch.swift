import Learning
import Manifest
import Pipeline

/// Finds what sounds alike among a project's clips, by the embeddings that a probe has left in the cache.
package struct SoundSearch {
  /// A segment of a clip, and how like it is.
  package struct Match {
    package let clip: String
    package let label: String
    package let fold: String
    /// Where the segment begins in the clip, in seconds.
    package let start: Double
    /// The cosine of the angle between embeddings, -1 to 1.
    package let similarity: Double
  }

  private let context: StageContext
  private let examples: [Example]
  private let classes: [String]
  private let foldNames: FoldNames
  private let network: FrozenNetwork
  private let vectors: [Float]
  private let index: VectorIndex

  /// - Throws: `StageError` or `EmbeddingError` where there is nothing to search; `VectorIndexError`.
  package init(in context: StageContext) throws {
    self.context = context
    examples = try context.examples()
    guard !examples.isEmpty else {
      throw StageError.notRendered(what: "under these segment and spectrogram settings")
    }
    guard let origin = try WeightsOrigin(context.configuration) else {
      throw EmbeddingError.noWeights
    }
    network = FrozenNetwork(context.configuration, origin)
    vectors = try EmbeddingCache.embeddings(of: examples, by: network, in: context)
    index = try VectorIndex(vectors, features: network.features)
    classes = try context.manifest.classes(of: context.rows.dataSet)
    foldNames = try context.foldNames()
  }

  /// Segments that are searched.
  package var count: Int { examples.count }

  /// The segments most like one of a clip's, without its own.
  ///
  /// - Throws: `SearchError` where there is no such clip.
  package func matches(ofClip name: String, count: Int) throws -> [Match] {
    let own = examples.indices.filter { examples[$0].name == name }
    guard !own.isEmpty else { throw SearchError.noClip(name) }
    let features = index.features
    let queries = own.map { Array(vectors[$0 * features..<($0 + 1) * features]) }
    return matches(of: queries, count: count, without: Set(own))
  }

  /// The segments most like one of a sound file's.
  ///
  /// - Throws: `AudioFault` where the file gives no samples.
  package func matches(ofFile path: String, count: Int) throws -> [Match] {
    let segments = try SoundSegments(context.configuration)
    let embedder = try network.embedder(batchSize: 1)
    var queries: [[Float]] = []
    _ = try segments.forEach(of: path) { _, render in
      try embedder.embed(clips: 1, read: { _, spectrogram in render(&spectrogram) }) {
        queries.append(Array($0))
      }
    }
    return matches(of: queries, count: count, without: [])
  }

  private func matches(of queries: [[Float]], count: Int, without own: Set<Int>) -> [Match] {
    let hop = context.configuration.segment
    return index.nearest(to: queries, count: count, without: own.contains).map {
      place, similarity in
      let example = examples[place]
      return Match(
        clip: example.name, label: classes[example.label], fold: foldNames[example.fold],
        start: Double(example.segment * hop.hopLength) / Double(hop.sampleRate),
        similarity: similarity)
    }
  }
}

package enum SearchError: Error, CustomStringConvertible {
  case noClip(String)

  package var description: String {
    switch self {
    case .noClip(let name):
      """
      Could not search for what sounds like the clip \(name): no clip of that name has a spectrogram; soundmark \
      query clips lists them, and a sound file is searched for without --clip.
      """
    }
  }
}
