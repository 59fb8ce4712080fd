import Networks

/// The mean over windows side by side, where no batch norm before it takes it in:
/// [batch, channels, height, width] → [batch, channels, height / size, width / size].
extension AveragePooling: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let y = plan.features(try output(of: x.shape))
    let size = size
    plan.add("average pooling", "forward", uses: [x.tensor, y.tensor]) { run, _ in
      run.forEachPlane(of: x) { plane in
        run.kernels(for: x).average_pool(
          run[x, plane], run[y, plane], x.height, x.width, size.height, size.width)
      }
    }
    // dx = dy / pixels of a window, and 0 in what fills none
    return Planned(y) { dy in
      guard x.wantsGradient else { return nil }
      let dx = plan.features(x.shape)
      plan.add("average pooling", "backward", uses: [dy.tensor, dx.tensor]) { run, _ in
        run.forEachPlane(of: x) { plane in
          run.kernels(for: x).average_pool_backward(
            run[dy, plane], run[dx, plane], x.height, x.width, size.height, size.width)
        }
      }
      return dx
    }
  }
}
