import Networks

/// y = x + p of the step: [batch, steps, features].
extension LearnedPositions: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let positions = plan.parameters.add(tensors(input: x.shape)[0], columns: x.paddedChannels)
    let count = x.steps * x.paddedChannels
    let y = plan.features(x.shape, over: [x])
    plan.add(name, "forward", uses: [x.tensor, y.tensor]) { run, _ in
      let added = run.weights(positions)
      run.team.forEach(x.batch) { clip in
        let (values, sums) = (run.floats(x) + clip * count, run.floats(y) + clip * count)
        for index in 0..<count { sums[index] = values[index] + added[index] }
      }
    }
    return Planned(y) { dy in
      // dp = Σ over clips of dy
      plan.add(name, "backward", uses: [dy.tensor]) { run, _ in
        let (sum, slopes) = (run.gradient(positions), run.floats(dy))
        run.team.forEach(x.steps) { step in
          for index in step * x.paddedChannels..<step * x.paddedChannels + x.channels {
            sum[index] = (0..<x.batch).reduce(0) { $0 + slopes[$1 * count + index] }
          }
        }
      }
      return x.wantsGradient ? dy : nil
    }
  }
}
