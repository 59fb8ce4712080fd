import Networks

/// The mean over height and width: [batch, channels, height, width] → [batch, channels]; or over steps.
extension GlobalAveragePooling: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    if case .sequence = x.shape { return overSteps(x, plan) }
    let y = plan.features(try output(of: x.shape))
    plan.add(Self.kind, "forward", uses: [x.tensor, y.tensor]) { run, _ in
      run.forEachPlane(of: x) { plane in
        run.kernels(for: x).global_average_pool(run[x, plane], run.vector(y, plane), x.pixels)
      }
    }
    // dx = dy / (height · width)
    return Planned(y) { dy in
      guard x.wantsGradient else { return nil }
      let dx = plan.features(x.shape)
      plan.add(Self.kind, "backward", uses: [dy.tensor, dx.tensor]) { run, _ in
        run.forEachPlane(of: x) { plane in
          run.kernels(for: x).global_average_pool_backward(
            run.vector(dy, plane), run[dx, plane], x.pixels)
        }
      }
      return dx
    }
  }

  private func overSteps(_ x: Features, _ plan: Planner) -> Planned {
    let y = plan.features(.vector(x.channels))
    let (values, share) = (x.paddedChannels, 1 / Float(x.steps))
    plan.add(Self.kind, "forward", uses: [x.tensor, y.tensor]) { run, _ in
      run.team.forEach(x.batch) { clip in
        let mean = run.row(y, clip)
        mean.update(repeating: 0, count: values)
        for step in 0..<x.steps {
          let row = run.row(x, clip * x.steps + step)
          for index in 0..<values { mean[index] += row[index] * share }
        }
      }
    }
    return Planned(y) { dy in
      guard x.wantsGradient else { return nil }
      let dx = plan.features(x.shape)
      plan.add(Self.kind, "backward", uses: [dy.tensor, dx.tensor]) { run, _ in
        run.team.forEach(x.rows) { number in
          let (row, slope) = (run.row(dx, number), run.row(dy, number / x.steps))
          for index in 0..<values { row[index] = slope[index] * share }
        }
      }
      return dx
    }
  }
}
