import Glibc
import Networks

/// y = Σ over steps of a[t] · x[t], a = softmax over steps of w · x[t]: [batch, steps, features] →
/// [batch, features].
extension AttentionPooling: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let scoring = plan.linear(x, weight: score(inputs: x.channels), bias: nil, layer: name)
    let score = scoring.output
    let shares = plan.tensor(floats: x.rows)
    let y = plan.features(.vector(x.channels))
    plan.add(name, "pooling", uses: [x.tensor, score.tensor, shares, y.tensor]) { run, _ in
      run.team.forEach(x.batch) { clip in
        let first = clip * x.steps
        let (share, sum) = (run.floats(shares) + first, run.row(y, clip))
        let most = (0..<x.steps).reduce(-Float.infinity) { max($0, run.row(score, first + $1)[0]) }
        var total = 0.0
        for step in 0..<x.steps {
          let weight = exp(Double(run.row(score, first + step)[0] - most))
          share[step] = Float(weight)
          total += weight
        }
        sum.update(repeating: 0, count: x.paddedChannels)
        for step in 0..<x.steps {
          share[step] = Float(Double(share[step]) / total)
          let row = run.row(x, first + step)
          for index in 0..<x.paddedChannels { sum[index] += share[step] * row[index] }
        }
      }
    }
    return Planned(y) { dy in
      // da[t] = dy · x[t], dscore[t] = a[t] · (da[t] − Σ a · da), dx[t] = a[t] · dy + dscore[t] · w
      let dscore = plan.features(score.shape)
      plan.add(
        name, "backward shares", uses: [x.tensor, shares, dy.tensor, dscore.tensor]
      ) { run, _ in
        run.team.forEach(x.batch) { clip in
          let first = clip * x.steps
          let (share, slope) = (run.floats(shares) + first, run.row(dy, clip))
          var mean = 0.0
          for step in 0..<x.steps {
            let row = run.row(x, first + step)
            var product: Float = 0
            for index in 0..<x.channels { product += slope[index] * row[index] }
            run.row(dscore, first + step)[0] = product
            mean += Double(share[step] * product)
          }
          for step in 0..<x.steps {
            let row = run.row(dscore, first + step)
            row[0] = share[step] * (row[0] - Float(mean))
            (row + 1).update(repeating: 0, count: dscore.paddedChannels - 1)
          }
        }
      }
      guard let byScore = try scoring.backward(dscore) else { return nil }
      let dx = plan.features(x.shape, over: [byScore])
      plan.add(
        name, "backward pooling", uses: [shares, dy.tensor, byScore.tensor, dx.tensor]
      ) { run, _ in
        run.team.forEach(x.rows) { number in
          let (row, other) = (run.row(dx, number), run.row(byScore, number))
          let (share, slope) = (run.floats(shares)[number], run.row(dy, number / x.steps))
          for index in 0..<x.paddedChannels { row[index] = other[index] + share * slope[index] }
        }
      }
      return dx
    }
  }
}
