import Networks

/// The mean over height and width: [batch, channels, height, width] → [batch, channels].
extension GlobalAveragePooling: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
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
}
