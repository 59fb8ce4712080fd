import COpenBLAS

/// Sounds that a model has learned from, by their embeddings: how far another is from them says whether it is
/// like anything that is known.
///
/// The distance is 1 − cosine of standardised embeddings, on the mean over the three recordings that are nearest,
/// each by its nearest sound (Sun and others 2022 take the k-th neighbour of unit vectors). Unstandardised ones
/// point the same way for the most part, and tell less.
public struct KnownSounds: Sendable {
  /// Numbers of an embedding.
  public let features: Int
  /// What standardises each feature.
  let means, deviations: [Float]
  /// Unit vectors of standardised embeddings, `[sounds, features]`.
  let vectors: [Float]
  /// The number of each sound's recording, ascending.
  let recordings: [Int]
  /// Of known sounds of other recordings.
  public let distances: [Double]
  private let index: VectorIndex

  /// Recordings that a distance is the mean over.
  static let nearest = 3

  /// - Parameters:
  ///   - neighbours: What is compared with, `[sounds, features]`, those of a recording one after the other.
  ///   - recordings: Each neighbour's.
  ///   - calibration: Known sounds, one of each of other recordings, `[sounds, features]`.
  /// - Throws: `VectorIndexError` where OpenBLAS is not there.
  public init(
    neighbours: [Float], recordings: [String], calibration: [Float]
  ) throws(VectorIndexError) {
    let features = neighbours.count / recordings.count
    let scales = FeatureScales(of: neighbours.map { Double($0) }, features: features)
    let (means, deviations) = (
      scales.means.map { Float($0) }, scales.deviations.map { Float($0) }
    )
    var vectors: [Float] = []
    for first in stride(from: 0, to: neighbours.count, by: features) {
      // As the file keeps them.
      vectors += Self.unit(neighbours[first..<first + features], means, deviations)
        .map { Float(Float16($0)) }
    }
    var numbers: [Int] = []
    for (place, recording) in recordings.enumerated() {
      let last = numbers.last ?? -1
      numbers.append(place > 0 && recording == recordings[place - 1] ? last : last + 1)
    }
    let uncalibrated = try KnownSounds(
      means: means, deviations: deviations, vectors: vectors, recordings: numbers, distances: [])
    try self.init(
      means: means, deviations: deviations, vectors: vectors, recordings: numbers,
      distances: stride(from: 0, to: calibration.count, by: features).map {
        uncalibrated.distance(of: Array(calibration[$0..<$0 + features]))
      })
  }

  /// Of training sounds, some to be compared with, some of other recordings to calibrate by.
  ///
  /// - Parameters:
  ///   - recordings: Each sound's.
  ///   - keptBack: The recordings that the network has not learned from; nil: it has learned from none, and a
  ///     fifth is drawn.
  ///   - embed: The embeddings of some of the sounds, `[sounds, features]`.
  /// - Returns: nil where there are no recordings of one kind.
  package init?(
    recordings: [String], keptBack: Set<String>? = nil, seed: UInt64,
    embed: (_ places: [Int]) throws -> [Float]
  ) throws {
    guard let draw = KnownSoundDraw(recordings: recordings, keptBack: keptBack, seed: seed)
    else { return nil }
    try self.init(
      neighbours: embed(draw.neighbours), recordings: draw.neighbours.map { recordings[$0] },
      calibration: embed(draw.calibration))
  }

  init(
    means: [Float], deviations: [Float], vectors: [Float], recordings: [Int], distances: [Double]
  ) throws(VectorIndexError) {
    features = means.count
    (self.means, self.deviations, self.vectors) = (means, deviations, vectors)
    (self.recordings, self.distances) = (recordings, distances)
    index = try VectorIndex(vectors, features: features)
  }

  /// Sounds that are compared with.
  public var count: Int { recordings.count }

  /// How far a sound is from what is known, 0 for a known one to 2.
  ///
  /// - Parameter embedding: The mean over the sound's segments.
  public func distance(of embedding: [Float]) -> Double {
    let similarities = index.similarities(to: Self.unit(embedding[...], means, deviations))
    var nearest: [Float] = []
    var last = -1
    for (similarity, recording) in zip(similarities, recordings) {
      if recording == last {
        nearest[nearest.count - 1] = max(nearest[nearest.count - 1], similarity)
      } else {
        nearest.append(similarity)
        last = recording
      }
    }
    let counted = nearest.sorted(by: >).prefix(Self.nearest)
    return counted.reduce(0) { $0 + 1 - Double($1) } / Double(counted.count)
  }

  /// A standardised embedding of length 1, or 0 where it is the mean.
  private static func unit(
    _ embedding: ArraySlice<Float>, _ means: [Float], _ deviations: [Float]
  ) -> [Float] {
    var values = [Float](repeating: 0, count: means.count)
    var square: Float = 0
    for (feature, value) in embedding.enumerated() {
      values[feature] = (value - means[feature]) / deviations[feature]
      square += values[feature] * values[feature]
    }
    guard square > 0 else { return values }
    let scale = 1 / square.squareRoot()
    return values.map { $0 * scale }
  }
}
