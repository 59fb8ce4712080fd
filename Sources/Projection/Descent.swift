import Engine
import Glibc

/// The points of t-SNE on their way down.
struct Descent {
  private(set) var points: [SIMD2<Double>]
  private let affinities: Affinities
  private var tree = QuadTree()
  private var velocities, gains: [SIMD2<Double>]
  /// In the tree's order, in which neighbours, who visit the same squares, follow each other.
  private var forces: [Force] = []

  private struct Force {
    var attraction: SIMD2<Double>
    /// Before it is divided by all points' weights.
    var repulsion: SIMD2<Double>
    var weight: Double
  }

  /// A square counts as one point where its side is less than half of its distance.
  private static let squaredAngle = 0.25

  init(_ points: [SIMD2<Double>], _ affinities: Affinities) {
    self.points = points
    self.affinities = affinities
    velocities = points.map { _ in .zero }
    gains = points.map { _ in .one }
  }

  /// Moves the points once; to be called by the team's leader.
  mutating func step(exaggeration: Double, momentum: Double, rate: Double, _ team: Team) {
    findForces(team)
    let total = totalWeight
    for (place, force) in forces.enumerated() {
      let index = Int(tree.order[place])
      let gradient = 4 * (exaggeration * force.attraction - force.repulsion / total)
      // A step grows where it goes on, and shrinks where it turns.
      let goesOn = (velocities[index] * gradient) .< 0
      gains[index].replace(with: gains[index] + 0.2, where: goesOn)
      gains[index].replace(with: gains[index] * 0.8, where: .!goesOn)
      gains[index] = pointwiseMax(gains[index], SIMD2(repeating: 0.01))
      velocities[index] = momentum * velocities[index] - rate * gains[index] * gradient
      points[index] += velocities[index]
    }
  }

  /// Σ p · log(p / q) over the pairs that have a p.
  mutating func divergence(_ team: Team) -> Double {
    findForces(team)
    let total = totalWeight
    var sum = 0.0
    for point in points.indices {
      for pair in affinities.starts[point]..<affinities.starts[point + 1] {
        let p = affinities.values[pair]
        let distance = points[point] - points[Int(affinities.others[pair])]
        let q = 1 / (1 + (distance * distance).sum()) / total
        if p > 0 { sum += p * log(p / q) }
      }
    }
    return sum
  }

  private var totalWeight: Double { forces.reduce(0) { $0 + $1.weight } }

  private mutating func findForces(_ team: Team) {
    points.withUnsafeBufferPointer { tree.build($0) }
    let (points, affinities, nodes, order) = (points, affinities, tree.nodes, tree.order)
    forces = team.map(points.count) { place in
      let own = Int(order[place])
      let point = points[own]
      var attraction = SIMD2<Double>.zero
      for pair in affinities.starts[own]..<affinities.starts[own + 1] {
        let away = point - points[Int(affinities.others[pair])]
        attraction += affinities.values[pair] / (1 + (away * away).sum()) * away
      }
      let (repulsion, weight) = Self.repulsion(of: point, nodes)
      return Force(attraction: attraction, repulsion: repulsion, weight: weight)
    }
  }

  /// From all other points.
  private static func repulsion(
    of point: SIMD2<Double>, _ nodes: [QuadTree.Node]
  ) -> (force: SIMD2<Double>, weight: Double) {
    var (force, weight) = (SIMD2<Double>.zero, 0.0)
    var index = 0
    while index < nodes.count {
      let node = nodes[index]
      let away = point - node.centre
      let squared = (away * away).sum()
      guard node.isLeaf || node.squaredSide < squaredAngle * squared else {
        index += 1
        continue
      }
      let near = 1 / (1 + squared)
      weight += node.count * near
      force += node.count * near * near * away
      index = Int(node.next)
    }
    // It met itself, at no distance or next to none.
    return (force, weight - 1)
  }
}
