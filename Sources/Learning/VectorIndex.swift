import COpenBLAS

/// Vectors that are searched for the ones that point where another does: exactly, all of them each time, which
/// for a million embeddings takes as long as reading them from memory.
public struct VectorIndex: Sendable {
  public let features: Int
  /// `[vectors, features]`
  private let vectors: [Float]
  /// One over each vector's length; 0 for one that has none.
  private let scales: [Float]

  /// - Parameter vectors: `[vectors, features]`
  /// - Throws: `VectorIndexError` where OpenBLAS is not there.
  public init(_ vectors: [Float], features: Int) throws(VectorIndexError) {
    if let reason = ob_load() { throw VectorIndexError(reason: String(cString: reason)) }
    precondition(vectors.count % features == 0, "vectors of \(features) numbers")
    self.vectors = vectors
    self.features = features
    scales = vectors.withUnsafeBufferPointer { vectors in
      stride(from: 0, to: vectors.count, by: features).map {
        Self.scale(UnsafeBufferPointer(rebasing: vectors[$0..<$0 + features]))
      }
    }
  }

  public var count: Int { scales.count }

  /// The cosine of every vector with `query`, from -1 to 1; 0 where one of them has no length.
  public func similarities(to query: [Float]) -> [Float] {
    precondition(query.count == features, "a vector of \(features) numbers")
    let scale = query.withUnsafeBufferPointer(Self.scale)
    var result = [Float](repeating: 0, count: count)
    if count > 0 {
      ob_dot_products(vectors, Int32(count), Int32(features), query, &result)
    }
    for index in result.indices { result[index] *= scale * scales[index] }
    return result
  }

  /// The vectors most like the query that is most like each, the best first.
  ///
  /// - Parameter without: Vectors that are left out.
  public func nearest(
    to queries: [[Float]], count: Int, without: (_ vector: Int) -> Bool = { _ in false }
  ) -> [(vector: Int, similarity: Double)] {
    var best = [Float](repeating: -.infinity, count: self.count)
    for query in queries {
      let similarities = similarities(to: query)
      for place in best.indices { best[place] = max(best[place], similarities[place]) }
    }
    return best.indices.filter { !without($0) }
      .sorted { (best[$1], $0) < (best[$0], $1) }.prefix(count).map { ($0, Double(best[$0])) }
  }

  private static func scale(_ vector: UnsafeBufferPointer<Float>) -> Float {
    var sum: Float = 0
    for value in vector { sum += value * value }
    return sum > 0 ? 1 / sum.squareRoot() : 0
  }
}

/// OpenBLAS, which does the multiplying, is not there.
public struct VectorIndexError: Error, CustomStringConvertible {
  let reason: String

  public var description: String {
    "Could not compare embeddings: OpenBLAS could not be loaded (\(reason)); install the package libopenblas0."
  }
}
