import Audio
import Learning
import Pipeline

/// Finds what sounds alike in a folder of sounds, by what a network makes of them.
package struct FolderSearch {
  /// A segment of a sound, and how like it is.
  package struct Match {
    package let path: String
    /// Where the segment begins, in seconds.
    package let start: Double
    /// The cosine of the angle between embeddings, -1 to 1.
    package let similarity: Double
  }

  private let embedder: SoundEmbedder
  private let segments: [(path: String, start: Double)]
  private let index: VectorIndex

  /// Embeds what was not embedded before.
  ///
  /// - Parameters:
  ///   - sounds: Those of the folder.
  ///   - cache: The folder for what is kept of all folders.
  ///   - advance: Is called after each sound.
  ///   - failed: Is handed what could not be listened to.
  /// - Returns: nil when it was interrupted; what was embedded is kept.
  /// - Throws: `ModelError`, `FolderEmbeddingsError`, or `VectorIndexError`.
  package static func prepare(
    _ sounds: [String], of folder: String, by model: TrainedModel, kept cache: String,
    advance: () -> Void, failed: (String, AudioFault) -> Void
  ) throws -> FolderSearch? {
    let embedder = try SoundEmbedder(model)
    let features = embedder.features
    var embeddings = try FolderEmbeddings(of: folder, by: model, features: features, in: cache)
    var segments: [(path: String, start: Double)] = []
    var vectors: [Float] = []
    let hop = model.frontEnd.segment
    for path in sounds {
      do {
        guard let values = try embeddings.values(of: path, by: embedder) else { break }
        for segment in 0..<values.count / features {
          let start = Double(segment * hop.hopLength) / Double(hop.sampleRate)
          segments.append((path, start))
        }
        vectors += values
      } catch let fault as AudioFault {
        failed(path, fault)
      }
      advance()
    }
    try embeddings.save()
    guard !Interruption.isRequested else { return nil }
    return FolderSearch(
      embedder: embedder, segments: segments,
      index: try VectorIndex(vectors, features: features))
  }

  /// Segments that are searched.
  package var count: Int { segments.count }

  /// The segments most like one of a sound file's, without its own.
  ///
  /// - Throws: `AudioFault` where the file gives no samples.
  package func matches(ofFile path: String, count: Int) throws -> [Match] {
    let queries = try embedder.embed(path: path) ?? []
    let own = path.absolutePath
    let isOwn = Set(Set(segments.map(\.path)).filter { $0.absolutePath == own })
    return index.nearest(to: queries.map(\.values), count: count) {
      isOwn.contains(segments[$0].path)
    }.map { Match(path: segments[$0].path, start: segments[$0].start, similarity: $1) }
  }
}
