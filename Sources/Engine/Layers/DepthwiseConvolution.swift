import CKernels
import Networks

/// A filter a channel, y[c] = w[c] * x[c], by our own kernels: plane by plane, with what the layers before
/// and behind it do to the same plane.
extension Convolution {
  func isDepthwise(over x: Features) -> Bool {
    isDepthwise && x.channels == channels && !bias
  }

  func depthwise(_ x: Features, _ rest: Following, _ plan: Planner) throws -> Planned {
    let taps = kernel * kernel
    let weight = plan.parameters.add(
      weight(inputs: x.channels), layout: .filters(channels: channels, taps: taps, lanes: x.lanes))
    let filter = filter(over: x)
    let filterCount = taps * x.lanes

    var y = plan.features(try output(of: x.shape))
    if rest.layers.first is BatchNorm { y.moments = PlaneSums(y, plan) }
    plan.add(
      name, ConvolutionPass.forward.name,
      uses: x.uses + [y.tensor] + (y.moments.map { [$0.tensor] } ?? []),
      scratchBytes: plan.team.threads * x.bufferBytes
    ) { [y] run, scratch in
      run.forEachPlane(of: x, buffers: scratch, x.bufferBytes) { plane, buffer in
        run.kernels(for: x).filter(
          run.plane(x, plane, buffer), run.weights(weight) + plane % x.blocks * filterCount,
          run[y, plane], filter)
        if let (mean, squares) = y.moments?.pointers(run, plane) {
          run.kernels(for: x).statistics(run[y, plane], y.pixels, mean, squares)
        }
      }
    }

    // dw[c, r, s] = Σ over clips and pixels of dy[c] · x[c] moved by (r, s), dx = dy * w, mirrored
    return Planned(y, takesPlanes: true) { dy in
      let x = try x.planesAgain(plan)
      var dx = x.wantsGradient ? plan.features(x.shape) : nil
      dx?.gradientSums = x.gradientSums
      let shares = plan.tensor(floats: x.planes * filterCount)
      // What is too large for the last-level cache is written past it, once the sums are taken.
      let streams = dx.map { $0.byteCount > 16 << 20 && $0.gradientSums != nil } ?? false
      let (dyOffset, dxOffset) = (x.bufferBytes, x.bufferBytes + dy.bufferBytes)
      let bufferBytes = dxOffset + (streams ? Memory.aligned(x.planeBytes) : 0)
      plan.add(
        name, "backward",
        uses: x.uses + dy.uses + [shares] + (dx.map { [$0.tensor] } ?? [])
          + (dx?.gradientSums.map { $0.uses + [$0.sums.tensor] } ?? []),
        scratchBytes: plan.team.threads * bufferBytes
      ) { [dx] run, scratch in
        run.forEachPlane(of: x, buffers: scratch, bufferBytes) { plane, buffer in
          let dys = run.plane(dy, plane, buffer + dyOffset)
          run.kernels(for: x).filter_backward_weights(
            run.plane(x, plane, buffer), dys, run.floats(shares) + plane * filterCount, filter)
          guard let dx else { return }
          let dxs = streams ? buffer + dxOffset : run[dx, plane]
          run.kernels(for: x).filter_backward_data(
            dys, run.weights(weight) + plane % x.blocks * filterCount, dxs, filter)
          dx.gradientSums?.add(run, plane, dxs)
          if streams { ck_stream(dxs, run[dx, plane], x.planeBytes) }
        }
        run.sum(shares, rows: x.batch, columns: x.blocks * filterCount, to: run.gradient(weight))
      }
      return dx
    }
  }
}

extension Convolution {
  func filter(over x: Features) -> ck_filter {
    ck_filter(
      height: x.height, width: x.width, kernel: kernel, stride: stride, padding: padding,
      dilation: dilation)
  }
}

extension Execution {
  /// The sums of columns of float32, in the order of the rows.
  func sum(
    _ tensor: Tensor, rows: Int, columns: Int, to sums: UnsafeMutablePointer<Float>
  ) {
    let values = floats(tensor)
    team.forEach(columns, atLeast: 1 << 12) { part in
      for column in part {
        sums[column] = Float(
          (0..<rows).reduce(0.0) { $0 + Double(values[$1 * columns + column]) })
      }
    }
  }
}
