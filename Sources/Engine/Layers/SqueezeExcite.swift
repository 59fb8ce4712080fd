import Networks

/// y[c] = x[c] · g[c], g = sigmoid(fc2(relu(fc1(mean over height and width of x)))):
/// [batch, channels, height, width] → the same.
extension SqueezeExcite: PlannedLayer {
  static var takesPlanes: Bool { true }

  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let pooled = plan.features(.vector(x.channels))
    plan.add(
      name, "mean", uses: x.uses + [pooled.tensor], scratchBytes: plan.team.threads * x.bufferBytes
    ) { run, scratch in
      run.forEachPlane(of: x, buffers: scratch, x.bufferBytes) { plane, buffer in
        run.kernels(for: x).global_average_pool(
          run.plane(x, plane, buffer), run.vector(pooled, plane), x.pixels)
      }
    }
    let (squeeze, excite) = linears(channels: x.channels)
    let gate = try plan.training(
      [squeeze, Activation(.relu), excite, Activation(.sigmoid)], pooled)
    let g = gate.output
    let y = plan.features(x.shape, over: x.function == nil ? [x] : [])
    plan.add(name, "forward", uses: x.uses + [g.tensor, y.tensor]) { run, _ in
      run.forEachPlane(of: x) { plane in
        run.kernels(for: x).scale(
          run.plane(x, plane, run[y, plane]), run.vector(g, plane), run[y, plane], x.pixels)
      }
    }

    return Planned(y) { dy in
      let x = try x.planesAgain(plan)
      // dg[c] = Σ over pixels of dy[c] · x[c]
      let dg = plan.features(g.shape)
      plan.add(
        name, "backward gate", uses: x.uses + [dy.tensor, dg.tensor],
        scratchBytes: plan.team.threads * x.bufferBytes
      ) { run, scratch in
        run.forEachPlane(of: x, buffers: scratch, x.bufferBytes) { plane, buffer in
          run.kernels(for: x).scale_backward_factors(
            run.plane(x, plane, buffer), run[dy, plane], run.vector(dg, plane), x.pixels)
        }
      }
      guard let dpooled = try gate.backward(dg), x.wantsGradient else { return nil }
      // dx[c] = dy[c] · g[c] + dpooled[c] / (height · width)
      let uses = [dy.tensor, g.tensor, dpooled.tensor]
      func compute(_ run: Execution, _ plane: Int, _ target: UnsafeMutableRawPointer) {
        run.kernels(for: x).scale_backward(
          run[dy, plane], run.vector(g, plane), run.vector(dpooled, plane), target, x.pixels)
      }
      var dx = plan.features(x.shape)
      dx.function = PlaneFunction(uses: uses, compute: compute) { plan in
        let dx = plan.features(x.shape, over: [dy])
        plan.add(name, "backward", uses: uses + [dx.tensor]) { run, _ in
          run.forEachPlane(of: x) { compute(run, $0, run[dx, $0]) }
        }
        return dx
      }
      return dx
    }
  }
}
