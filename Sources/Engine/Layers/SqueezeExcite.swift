import Networks

/// y[c] = x[c] · g[c], g = sigmoid(fc2(relu(fc1(mean over height and width of x)))):
/// [batch, channels, height, width] → the same.
extension SqueezeExcite: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let pooled = plan.features(.vector(x.channels))
    plan.add(name, "mean", uses: [x.tensor, pooled.tensor]) { run, _ in
      run.forEachPlane(of: x) { plane in
        run.kernels.global_average_pool(run[x, plane], run.vector(pooled, plane), x.pixels)
      }
    }
    let (squeeze, excite) = linears(channels: x.channels)
    let gate = try plan.training(
      [squeeze, Activation(.relu), excite, Activation(.sigmoid)], pooled)
    let g = gate.output
    let y = plan.features(x.shape, over: [x])
    plan.add(name, "forward", uses: [x.tensor, g.tensor, y.tensor]) { run, _ in
      run.forEachPlane(of: x) { plane in
        run.kernels.scale(run[x, plane], run.vector(g, plane), run[y, plane], x.pixels)
      }
    }

    return Planned(y) { dy in
      let x = try x.again(plan)
      // dg[c] = Σ over pixels of dy[c] · x[c]
      let dg = plan.features(g.shape)
      plan.add(name, "backward gate", uses: [x.tensor, dy.tensor, dg.tensor]) { run, _ in
        run.forEachPlane(of: x) { plane in
          run.kernels.scale_backward_factors(
            run[x, plane], run[dy, plane], run.vector(dg, plane), x.pixels)
        }
      }
      guard let dpooled = try gate.backward(dg), x.wantsGradient else { return nil }
      // dx[c] = dy[c] · g[c] + dpooled[c] / (height · width)
      let dx = plan.features(x.shape, over: [dy])
      plan.add(
        name, "backward", uses: [dy.tensor, g.tensor, dpooled.tensor, dx.tensor]
      ) { run, _ in
        run.forEachPlane(of: x) { plane in
          run.kernels.scale_backward(
            run[dy, plane], run.vector(g, plane), run.vector(dpooled, plane), run[dx, plane],
            x.pixels)
        }
      }
      return dx
    }
  }
}
