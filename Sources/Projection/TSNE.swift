import Engine

/// Vectors in a plane so that near ones stay near: t-SNE (van der Maaten and Hinton 2008) by Barnes and Hut's
/// tree (van der Maaten 2014), with what scikit-learn's `TSNE` takes if nothing else is said.
///
/// It begins with the first two principal components, so that nothing in it is by chance: the same vectors give
/// the same bits, on any number of threads. Distances between groups, and groups' sizes, mean nothing.
public struct TSNE: Sendable {
  /// `[vectors, 2]`
  public let coordinates: [Float]
  /// The Kullback-Leibler divergence of the plane's neighbourhoods from the vectors': how much of them it
  /// could not show.
  public let divergence: Double
  /// What was taken: 30, or less for few vectors.
  public let perplexity: Double

  /// - Parameters:
  ///   - vectors: `[vectors, features]`
  ///   - start: `[vectors, 2]`, the first two principal components.
  /// - Throws: `EngineError` where threads cannot be had.
  public init(
    _ vectors: [Float], features: Int, start: [Float], perplexity: Double = 30,
    iterations: Int = 1_000, threads: Int? = nil
  ) throws {
    let count = start.count / 2
    self.perplexity = max(1, min(perplexity, Double(count - 1) / 3))
    // Fewer have no neighbourhoods.
    guard count > 4 else {
      (coordinates, divergence) = (start, 0)
      return
    }
    let team = Team(threads: threads ?? Machine.current.processors)
    let neighbours = try NearestNeighbours(
      of: vectors, features: features, count: Int(3 * self.perplexity), team)
    let affinities = Affinities(neighbours, perplexity: self.perplexity)
    var descent = Descent(Self.points(start), affinities)
    divergence = try team.lead {
      for iteration in 0..<iterations {
        // Groups that are drawn together at first find their places sooner.
        let isEarly = iteration < Self.earlyIterations
        descent.step(
          exaggeration: isEarly ? Self.exaggeration : 1, momentum: isEarly ? 0.5 : 0.8,
          rate: max(Double(count) / Self.exaggeration / 4, 50), team)
      }
      return descent.divergence(team)
    }
    coordinates = descent.points.flatMap { [Float($0.x), Float($0.y)] }
  }

  private static let exaggeration = 12.0
  private static let earlyIterations = 250

  /// As small as scikit-learn makes them.
  private static func points(_ start: [Float]) -> [SIMD2<Double>] {
    let count = start.count / 2
    let squares = (0..<count).reduce(0.0) { $0 + Double(start[2 * $1]) * Double(start[2 * $1]) }
    let scale = squares > 0 ? 1e-4 / (squares / Double(count)).squareRoot() : 0
    return (0..<count).map { SIMD2(Double(start[2 * $0]), Double(start[2 * $0 + 1])) * scale }
  }
}
