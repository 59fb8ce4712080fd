import Learning
import Manifest
import Scoring
import TensorFiles

extension KnownSounds {
  /// Of training segments.
  ///
  /// - Parameters:
  ///   - segments: What was learned from, and what was kept back.
  ///   - keptBack: Recordings that a trained network has not learned from; nil for a frozen one.
  ///   - embed: What the model makes of segments.
  /// - Returns: nil where there are too few recordings.
  init?(
    of segments: SegmentSet, keptBack: Set<String>? = nil, seed: UInt64,
    embed: (SegmentSet) throws -> [Float]
  ) throws {
    let clips = segments.examples.filter { $0.segment == 0 }
    let ofClip = Dictionary(grouping: segments.examples, by: \.clip)
    try self.init(recordings: clips.map(\.recording), keptBack: keptBack, seed: seed) { places in
      let drawn = places.flatMap { ofClip[clips[$0].clip]! }
      return try ClipEmbeddings(drawn, embed(segments.only(drawn))).values
    }
  }

  /// Known sounds that nothing is compared with.
  var novelty: ConformalNovelty { ConformalNovelty(scores: distances) }
}

/// How far clips are from what is known.
struct ClipNovelty {
  /// By clip, in the order of the segments.
  let distances: [Double]
  let recordings: [String]
  let labels: [Int]
  private let novelty: ConformalNovelty

  /// - Parameter embeddings: `[segments, features]`
  init(of segments: SegmentSet, _ embeddings: [Float], from known: KnownSounds) {
    let clips = ClipEmbeddings(segments.examples, embeddings)
    recordings = clips.clips.map(\.recording)
    labels = clips.clips.map(\.label)
    distances = clips.clips.indices.map { known.distance(of: clips[$0]) }
    novelty = known.novelty
  }

  /// - Parameter embeddings: Of sound files, each a recording.
  init(ofFiles embeddings: [[Float]], from known: KnownSounds) {
    distances = embeddings.map(known.distance)
    recordings = embeddings.indices.map(String.init)
    labels = []
    novelty = known.novelty
  }

  /// Those of some labels.
  func only(_ isTaken: (_ label: Int) -> Bool) -> ClipNovelty {
    let places = labels.indices.filter { isTaken(labels[$0]) }
    return ClipNovelty(
      distances: places.map { distances[$0] }, recordings: places.map { recordings[$0] },
      labels: places.map { labels[$0] }, novelty: novelty)
  }

  private init(
    distances: [Double], recordings: [String], labels: [Int], novelty: ConformalNovelty
  ) {
    (self.distances, self.recordings) = (distances, recordings)
    (self.labels, self.novelty) = (labels, novelty)
  }

  /// Each recording counting once; nil without a clip.
  func rejectedShare(alpha: Double) -> Double? {
    novelty.rejectedShare(of: distances, recordings: recordings, alpha: alpha)
  }
}
