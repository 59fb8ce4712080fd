import Foundation
import Numerics
import Projection
import TensorFiles
import Testing

/// Five Gaussian blobs of sixty points, and what scikit-learn says of them (`Golden/make_projection.py`).
@Suite struct ProjectionTests {
  private static let golden = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden")
  private let features = 12
  private let points: [Float]

  init() throws { points = try Self.read("blobs") }

  private static func read(_ name: String) throws -> [Float] {
    try NpyArray(contentsOf: golden.appending(path: "\(name).npy").path).elements
  }

  private func components(_ count: Int, threads: Int = 2) throws -> PrincipalComponents {
    try PrincipalComponents(of: points, features: features, components: count, threads: threads)
  }

  private func projection(threads: Int = 2) throws -> TSNE {
    try TSNE(
      points, features: features, start: components(2).coordinates, threads: threads)
  }

  @Test func principalComponentsAreScikitLearns() throws {
    let expected = try Self.read("components")
    let found = try components(4)
    let most = expected.map(abs).max()!
    #expect(zip(found.coordinates, expected).allSatisfy { abs($0 - $1) < 1e-3 * most })
    #expect(found.shares == found.shares.sorted(by: >))
    #expect(try abs(components(12).shares.reduce(0, +) - 1) < 1e-4)
  }

  @Test func blobsStayApart() throws {
    let coordinates = try projection().coordinates
    func point(_ number: Int) -> SIMD2<Float> {
      SIMD2(coordinates[2 * number], coordinates[2 * number + 1])
    }
    for number in 0..<300 {
      let near = (0..<300).filter { $0 != number }.sorted {
        func distance(_ other: Int) -> Float {
          let away = point(number) - point(other)
          return (away * away).sum()
        }
        return distance($0) < distance($1)
      }
      #expect(near.prefix(10).allSatisfy { $0 / 60 == number / 60 }, "\(number)")
    }
  }

  @Test func theDivergenceIsScikitLearns() throws {
    let expected = Double(try Self.read("divergence")[0])
    #expect(abs(try projection().divergence - expected) < 0.05 * expected)
  }

  @Test func anyNumberOfThreadsGivesTheSameBits() throws {
    let one = try projection(threads: 1)
    for threads in [1, 2, 3] {
      let other = try projection(threads: threads)
      #expect(other.coordinates == one.coordinates && other.divergence == one.divergence)
      #expect(
        try components(4, threads: threads).coordinates == components(4, threads: 1).coordinates)
    }
  }

  /// Points that lie on each other, alone, or nowhere.
  @Test(arguments: [0, 1, 2, 4, 5, 40]) func sparseAndEqualPointsAreBorne(count: Int) throws {
    let equal = [Float](repeating: 1, count: count * 3)
    let start = try PrincipalComponents(of: equal, features: 3, components: 2, threads: 1)
    #expect(start.coordinates.count == 2 * count)
    let map = try TSNE(equal, features: 3, start: start.coordinates, threads: 1)
    #expect(map.coordinates.count == 2 * count)
    #expect(map.coordinates.allSatisfy(\.isFinite) && map.divergence.isFinite)
  }
}
