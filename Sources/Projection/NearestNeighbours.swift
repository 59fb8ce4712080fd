import Engine

/// Each vector's nearest others, by squared distance, exactly; equals in the order of their numbers.
struct NearestNeighbours {
  /// Of each vector.
  let count: Int
  /// `[vectors, count]`, the nearest first.
  let indices: [Int32]
  let squaredDistances: [Float]

  /// - Parameter vectors: `[vectors, features]`
  /// - Throws: `EngineError` where threads cannot be had.
  init(of vectors: [Float], features: Int, count: Int, _ team: Team) throws {
    let all = vectors.count / features
    self.count = min(count, all - 1)
    let kept = self.count
    // Features in rows, so that one subtraction goes over many vectors.
    var lying = [Float](repeating: 0, count: vectors.count)
    for vector in 0..<all {
      for feature in 0..<features {
        lying[feature * all + vector] = vectors[vector * features + feature]
      }
    }
    var indices = [Int32](repeating: 0, count: all * kept)
    var distances = [Float](repeating: 0, count: all * kept)
    try lying.withUnsafeBufferPointer { lying in
      try indices.withUnsafeMutableBufferPointer { indices in
        try distances.withUnsafeMutableBufferPointer { distances in
          let (lying, indices, distances) = (
            lying.baseAddress!, indices.baseAddress!, distances.baseAddress!
          )
          try team.lead {
            team.forEach(all) { vector in
              Self.search(
                vector, lying, all, features, kept, indices + vector * kept,
                distances + vector * kept)
            }
          }
        }
      }
    }
    (self.indices, squaredDistances) = (indices, distances)
  }

  private static func search(
    _ vector: Int, _ lying: UnsafePointer<Float>, _ all: Int, _ features: Int, _ kept: Int,
    _ indices: UnsafeMutablePointer<Int32>, _ nearest: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: all) { sums in
      let sums = sums.baseAddress!
      for other in 0..<all { sums[other] = 0 }
      for feature in 0..<features {
        let row = lying + feature * all
        let own = row[vector]
        for other in 0..<all {
          let difference = row[other] - own
          sums[other] += difference * difference
        }
      }
      var filled = 0
      for other in 0..<all where other != vector {
        let distance = sums[other]
        if filled == kept && distance >= nearest[kept - 1] { continue }
        // What is farther moves up; few do, once those at hand are near.
        var place = filled < kept ? filled : kept - 1
        while place > 0 && nearest[place - 1] > distance {
          nearest[place] = nearest[place - 1]
          indices[place] = indices[place - 1]
          place -= 1
        }
        nearest[place] = distance
        indices[place] = Int32(other)
        if filled < kept { filled += 1 }
      }
    }
  }
}
