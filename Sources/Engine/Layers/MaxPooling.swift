import CKernels
import Networks

/// The maximum over windows: [batch, channels, height, width] → [batch, channels, height', width'].
extension MaxPooling: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let y = plan.features(try output(of: x.shape))
    // Which pixel of its window each maximum was.
    let placeBytes = y.pixels * y.lanes
    let places = plan.tensor(byteCount: y.planes * placeBytes)
    let windows = windows
    plan.add("max pooling", "forward", uses: [x.tensor, y.tensor, places]) { run, _ in
      run.forEachPlane(of: x) { plane in
        run.kernels(for: x).max_pool(
          run[x, plane], run[y, plane],
          (run[places] + plane * placeBytes).assumingMemoryBound(to: UInt8.self), x.height,
          x.width, windows)
      }
    }
    // dx = the sum of dy over the windows whose maximum x was
    return Planned(y) { dy in
      guard x.wantsGradient else { return nil }
      let dx = plan.features(x.shape)
      plan.add("max pooling", "backward", uses: [dy.tensor, places, dx.tensor]) { run, _ in
        run.forEachPlane(of: x) { plane in
          run.kernels(for: x).max_pool_backward(
            run[dy, plane],
            (run[places] + plane * placeBytes).assumingMemoryBound(to: UInt8.self),
            run[dx, plane], x.height, x.width, windows)
        }
      }
      return dx
    }
  }

  private var windows: ck_windows {
    ck_windows(
      height: size.height, width: size.width, row_step: stride.height, column_step: stride.width,
      top: padding.height, left: padding.width)
  }
}
