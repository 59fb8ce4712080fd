import Learning
import Testing

@Suite struct VectorIndexTests {
  @Test func givesTheCosineWithEveryVector() throws {
    let index = try VectorIndex([1, 0, 0, 3, 3, 3, -2, 0, 0, 0], features: 2)
    #expect(index.count == 5)
    let found = index.similarities(to: [2, 2])
    let half = Float(0.5).squareRoot()
    for (a, b) in zip(found, [half, half, 1, -half, 0]) { #expect(abs(a - b) < 1e-6) }
    #expect(index.similarities(to: [0, 0]) == [0, 0, 0, 0, 0])
  }

  @Test func ofNothingThereIsNothing() throws {
    #expect(try VectorIndex([], features: 3).similarities(to: [1, 2, 3]).isEmpty)
  }
}
