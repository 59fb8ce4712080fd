/// Minimises a smooth function by limited-memory BFGS (Nocedal and Wright, Numerical Optimization,
/// algorithms 7.4 and 7.5), with a step that is halved until the value falls enough.
struct LBFGS {
  /// Pairs of steps and gradient changes that stand for the curvature.
  private static let memory = 10
  /// It ends when no component of the gradient is larger.
  let tolerance: Double
  let largestIterations: Int

  /// - Parameter evaluate: Gives the value at a point, and fills in the gradient.
  func minimum(
    from start: [Double], _ evaluate: (_ point: [Double], _ gradient: inout [Double]) -> Double
  ) -> [Double] {
    var point = start
    var gradient = [Double](repeating: 0, count: start.count)
    var value = evaluate(point, &gradient)
    var pairs: [Pair] = []
    for _ in 0..<largestIterations where gradient.contains(where: { abs($0) > tolerance }) {
      let direction = Self.direction(gradient, pairs)
      let slope = dot(direction, gradient)
      var step = pairs.isEmpty ? min(1, 1 / dot(gradient, gradient).squareRoot()) : 1
      var next = point
      var nextGradient = gradient
      var nextValue: Double
      repeat {
        for index in point.indices { next[index] = point[index] + step * direction[index] }
        nextValue = evaluate(next, &nextGradient)
        step /= 2
      } while !(nextValue <= value + 2e-4 * step * slope) && step > 1e-12
      guard nextValue < value else { break }
      let pair = Pair(step: difference(next, point), change: difference(nextGradient, gradient))
      if pair.curvature > 0 { pairs = pairs.suffix(Self.memory - 1) + [pair] }
      (point, gradient, value) = (next, nextGradient, nextValue)
    }
    return point
  }

  private struct Pair {
    let step: [Double]
    let change: [Double]
    let curvature: Double

    init(step: [Double], change: [Double]) {
      self.step = step
      self.change = change
      curvature = dot(step, change)
    }
  }

  /// −H · gradient, H the inverse of the curvature as far as the pairs know it.
  private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var direction = gradient.map { -$0 }
    var shares: [Double] = []
    for pair in pairs.reversed() {
      let share = dot(pair.step, direction) / pair.curvature
      add(pair.change, times: -share, to: &direction)
      shares.append(share)
    }
    if let last = pairs.last {
      let scale = last.curvature / dot(last.change, last.change)
      for index in direction.indices { direction[index] *= scale }
    }
    for (pair, share) in zip(pairs, shares.reversed()) {
      let correction = dot(pair.change, direction) / pair.curvature
      add(pair.step, times: share - correction, to: &direction)
    }
    return direction
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}

private func add(_ a: [Double], times factor: Double, to sum: inout [Double]) {
  for index in a.indices { sum[index] += factor * a[index] }
}

private func difference(_ a: [Double], _ b: [Double]) -> [Double] {
  var result = a
  for index in b.indices { result[index] -= b[index] }
  return result
}
