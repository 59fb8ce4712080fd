import Networks

/// The mean over the height, then the maximum plus the mean over the width:
/// [batch, channels, height, width] → [batch, channels].
extension TimeFrequencyPooling: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let y = plan.features(try output(of: x.shape))
    plan.add(Self.kind, "forward", uses: [x.tensor, y.tensor]) { run, _ in
      run.forEachPlane(of: x) { plane in
        run.kernels(for: x).time_frequency_pool(
          run[x, plane], run.vector(y, plane), x.height, x.width)
      }
    }
    return Planned(y) { dy in
      guard x.wantsGradient else { return nil }
      let dx = plan.features(x.shape)
      plan.add(Self.kind, "backward", uses: [x.tensor, dy.tensor, dx.tensor]) { run, _ in
        run.forEachPlane(of: x) { plane in
          run.kernels(for: x).time_frequency_pool_backward(
            run[x, plane], run.vector(dy, plane), run[dx, plane], x.height, x.width)
        }
      }
      return dx
    }
  }
}
