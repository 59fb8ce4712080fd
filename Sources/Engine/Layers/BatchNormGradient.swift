import CKernels
import Networks

/// What the backward pass of a batch norm goes by.
struct BatchNormGradient {
  let name: String
  let scale: Parameter
  let shift: Parameter
  let coefficients: BatchNormCoefficients
  let function: NormFunction
  let pools: Bool
}

extension Planner {
  /// Plans dβ and dγ from dy, and dx, which is written over x where no one reads that afterwards.
  func gradient(of x: Features, _ dy: Features, _ norm: BatchNormGradient) -> Features? {
    planSums(x, dy, norm)
    guard x.wantsGradient else { return nil }
    let dx = features(x.shape, over: [x])
    let (coefficients, function, pools) = (norm.coefficients, norm.function, norm.pools)
    add(
      norm.name, "backward", uses: [x.tensor, dy.tensor, dx.tensor, coefficients.tensor]
    ) { run, _ in
      let c = coefficients.pointers(run)
      run.forEachPlane(of: x) { plane in
        let channel = plane % x.blocks * x.lanes
        let affine = c.affine(channel, function)
        let (xs, dys, dxs) = (run[x, plane], run[dy, plane], run[dx, plane])
        if pools {
          function.kernels(run).normalise_pool_backward(
            xs, dys, dxs, x.height, x.width, affine, c.gradient(channel))
        } else {
          function.kernels(run).normalise_backward(
            xs, dys, dxs, x.pixels, affine, c.gradient(channel))
        }
      }
    }
    return dx
  }

  /// Σ dz and Σ dz·(x − mean) of each channel, where dz = dy · f'.
  private func planSums(_ x: Features, _ dy: Features, _ norm: BatchNormGradient) {
    let (coefficients, function, pools) = (norm.coefficients, norm.function, norm.pools)
    let (scale, shift) = (norm.scale, norm.shift)
    let values = x.planes * x.lanes
    add(
      norm.name, "backward sums", uses: [x.tensor, dy.tensor, coefficients.tensor],
      scratchBytes: 2 * values * MemoryLayout<Double>.stride
    ) { run, scratch in
      let sums = scratch.assumingMemoryBound(to: Double.self)
      let products = sums + values
      let c = coefficients.pointers(run)
      run.forEachPlane(of: x) { plane in
        let channel = plane % x.blocks * x.lanes
        let affine = c.affine(channel, function)
        let (xs, dys) = (run[x, plane], run[dy, plane])
        let (sum, product) = (sums + plane * x.lanes, products + plane * x.lanes)
        if pools {
          function.kernels(run).normalise_pool_backward_sums(
            xs, dys, x.height, x.width, affine, c.mean + channel, sum, product)
        } else {
          function.kernels(run).normalise_backward_sums(
            xs, dys, x.pixels, affine, c.mean + channel, sum, product)
        }
      }
      let count = Double(x.batch * x.pixels)
      for channel in 0..<x.paddedChannels {
        var (sum, product) = (0.0, 0.0)
        for clip in 0..<x.batch {
          sum += sums[clip * x.paddedChannels + channel]
          product += products[clip * x.paddedChannels + channel]
        }
        let inverse = Double(c.inverseDeviation[channel])
        let gain = Double(run.weights(scale)[channel]) * inverse
        run.gradient(shift)[channel] = Float(sum)
        run.gradient(scale)[channel] = Float(product * inverse)
        c.gain[channel] = Float(gain)
        c.slope[channel] = Float(-gain * inverse * inverse * product / count)
        c.offset[channel] = Float(-gain * sum / count)
      }
    }
  }
}
