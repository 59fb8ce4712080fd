import Engine
import Numerics

/// Vectors by the directions in which they differ most, largest first: what scikit-learn's `PCA` gives, up to
/// rounding, found by subspace iteration (Halko and others 2011) so that long vectors cost little.
public struct PrincipalComponents: Sendable {
  /// `[vectors, components]`: where each lies along the directions, their mean at 0.
  public let coordinates: [Float]
  public let components: Int
  /// Of all variance, the share that each direction has.
  public let shares: [Double]

  /// - Parameters:
  ///   - vectors: `[vectors, features]`
  ///   - components: As many at most.
  ///   - threads: nil for one a processor; the result has the same bits whatever their number.
  /// - Throws: `EngineError` where threads cannot be had.
  public init(
    of vectors: [Float], features: Int, components: Int, threads: Int? = nil
  ) throws {
    let count = features == 0 ? 0 : vectors.count / features
    self.components = min(components, features)
    guard count > 1 else {
      coordinates = [Float](repeating: 0, count: count * self.components)
      shares = [Double](repeating: 0, count: self.components)
      return
    }
    var centred = vectors
    let variance = Self.centre(&centred, features: features)
    let team = Team(threads: threads ?? Machine.current.processors)
    // A few directions more than asked for, which bring the last of those near.
    let width = min(self.components + 10, features)
    let (rows, basis) = try team.lead {
      var basis = Self.randomBasis(features: features, width: width)
      Self.orthonormalise(&basis, length: features)
      for _ in 0..<Self.rounds {
        let products = Self.products(centred, basis, features: features, width: width, team)
        basis = Self.directions(centred, products, features: features, width: width, team)
        Self.orthonormalise(&basis, length: features)
      }
      return (Self.products(centred, basis, features: features, width: width, team), basis)
    }
    let (turned, spreads) = Self.turned(
      rows, basis, features: features, width: width, kept: self.components)
    coordinates = turned
    shares = spreads.map { variance > 0 ? $0 / variance : 0 }
  }

  /// After so many, what is left of the directions beyond those that are computed is nothing to look at.
  private static let rounds = 12
  /// Vectors that stay in a core's cache while all directions go over them.
  private static let rowsAtOnce = 256

  /// Takes the mean away.
  /// - Returns: the sum of all squares.
  private static func centre(_ vectors: inout [Float], features: Int) -> Double {
    let count = vectors.count / features
    var variance = 0.0
    for feature in 0..<features {
      let places = stride(from: feature, to: vectors.count, by: features)
      let mean = places.reduce(0.0) { $0 + Double(vectors[$1]) } / Double(count)
      for place in places {
        vectors[place] -= Float(mean)
        variance += Double(vectors[place]) * Double(vectors[place])
      }
    }
    return variance
  }

  /// `[width, features]`
  private static func randomBasis(features: Int, width: Int) -> [Float] {
    (0..<width).flatMap { direction in
      var stream = Philox(seed: 1, purpose: "directions", clip: direction)
      return (0..<features).map { _ in Float(stream.normal()) }
    }
  }

  /// `[vectors, width]`: every vector times every direction.
  private static func products(
    _ vectors: [Float], _ basis: [Float], features: Int, width: Int, _ team: Team
  ) -> [Float] {
    let count = vectors.count / features
    return vectors.withUnsafeBufferPointer { vectors in
      basis.withUnsafeBufferPointer { basis in
        let (vectors, basis) = (vectors.baseAddress!, basis.baseAddress!)
        return team.map(count * width) { place in
          let (row, direction) = place.quotientAndRemainder(dividingBy: width)
          return dotProduct(vectors + row * features, basis + direction * features, features)
        }
      }
    }
  }

  /// `[width, features]`: the vectors' sums, each weighed by its products.
  private static func directions(
    _ vectors: [Float], _ products: [Float], features: Int, width: Int, _ team: Team
  ) -> [Float] {
    let count = vectors.count / features
    var result = [Float](repeating: 0, count: width * features)
    result.withUnsafeMutableBufferPointer { result in
      let target = result.baseAddress!
      vectors.withUnsafeBufferPointer { vectors in
        products.withUnsafeBufferPointer { products in
          let (vectors, products) = (vectors.baseAddress!, products.baseAddress!)
          // A direction's sum is one thread's, in the order of the vectors.
          team.forEach(team.threads) { thread in
            let own = width * thread / team.threads..<width * (thread + 1) / team.threads
            for first in stride(from: 0, to: count, by: rowsAtOnce) {
              for direction in own {
                let sum = target + direction * features
                for row in first..<min(first + rowsAtOnce, count) {
                  let weight = products[row * width + direction]
                  let vector = vectors + row * features
                  for feature in 0..<features { sum[feature] += weight * vector[feature] }
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Gram and Schmidt's, twice, so that directions stay at right angles after rounding.
  private static func orthonormalise(_ basis: inout [Float], length: Int) {
    basis.withUnsafeMutableBufferPointer { basis in
      let start = basis.baseAddress!
      for direction in 0..<basis.count / length {
        let own = start + direction * length
        for _ in 0..<2 {
          for other in 0..<direction {
            let share = dotProduct(own, start + other * length, length)
            for index in 0..<length { own[index] -= share * start[other * length + index] }
          }
        }
        let size = dotProduct(own, own, length).squareRoot()
        for index in 0..<length { own[index] = size > 1e-20 ? own[index] / size : 0 }
      }
    }
  }

  /// Turns rows so that their columns are uncorrelated, the widest first; of each direction the largest part is
  /// positive, as scikit-learn has it.
  private static func turned(
    _ rows: [Float], _ basis: [Float], features: Int, width: Int, kept: Int
  ) -> (coordinates: [Float], spreads: [Double]) {
    let count = rows.count / width
    var gram = [Double](repeating: 0, count: width * width)
    for row in stride(from: 0, to: rows.count, by: width) {
      for a in 0..<width {
        for b in 0...a { gram[a * width + b] += Double(rows[row + a]) * Double(rows[row + b]) }
      }
    }
    for a in 0..<width { for b in a..<width { gram[a * width + b] = gram[b * width + a] } }
    let eigen = SymmetricEigen(gram, size: width)
    var result = [Float](repeating: 0, count: count * kept)
    for component in 0..<kept {
      let turn = eigen.vector(component)
      let direction = (0..<features).map { feature in
        (0..<width).reduce(0.0) { $0 + turn[$1] * Double(basis[$1 * features + feature]) }
      }
      let sign = (direction.max { abs($0) < abs($1) } ?? 0) < 0 ? -1.0 : 1.0
      for row in 0..<count {
        let value = (0..<width).reduce(0.0) { $0 + turn[$1] * Double(rows[row * width + $1]) }
        result[row * kept + component] = Float(sign * value)
      }
    }
    return (result, Array(eigen.values.prefix(kept)))
  }
}

/// In lanes, which the order of the sums is fixed by.
func dotProduct(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
  var sums = SIMD16<Float>()
  let whole = count / 16 * 16
  for index in stride(from: 0, to: whole, by: 16) {
    let x = UnsafeRawPointer(a + index).loadUnaligned(as: SIMD16<Float>.self)
    let y = UnsafeRawPointer(b + index).loadUnaligned(as: SIMD16<Float>.self)
    sums.addProduct(x, y)
  }
  var sum = sums.sum()
  for index in whole..<count { sum += a[index] * b[index] }
  return sum
}
