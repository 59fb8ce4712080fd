import CKernels
import Networks

/// What the backward pass of a batch norm goes by.
struct BatchNormGradient {
  let name: String
  let scale: Parameter
  let shift: Parameter
  let coefficients: BatchNormCoefficients
  var function: NormFunction
  let pools: Bool
  /// Whether mean and deviation do not depend on x.
  let isFixed: Bool

  /// Σ dz and Σ dz·(x − mean) of each channel of each plane, where dz = dy · f'.
  func sums(_ x: Features, _ plan: Planner) -> GradientSums {
    let sums = PlaneSums(x, plan)
    return GradientSums(uses: [x.tensor, coefficients.tensor], sums: sums) { run, plane, dy in
      let channel = plane % x.blocks * x.lanes
      let c = coefficients.pointers(run)
      let (affine, mean) = (c.affine(channel, function), c.mean + channel)
      let (sum, product) = sums.pointers(run, plane)
      if pools {
        function.kernels(run, x).normalise_pool_backward_sums(
          run[x, plane], dy, x.height, x.width, affine, mean, sum, product)
      } else {
        function.kernels(run, x).normalise_backward_sums(
          run[x, plane], dy, x.pixels, affine, mean, sum, product)
      }
    }
  }
}

extension Planner {
  /// Plans dβ and dγ from dy, and dx, plane by plane as it is read.
  func gradient(of x: Features, _ dy: Features, _ norm: BatchNormGradient) -> Features? {
    planSums(x, dy, norm)
    guard x.wantsGradient else { return nil }
    let (coefficients, function, pools) = (norm.coefficients, norm.function, norm.pools)
    func compute(_ run: Execution, _ plane: Int, _ target: UnsafeMutableRawPointer) {
      let dy = run.plane(dy, plane, target)
      let channel = plane % x.blocks * x.lanes
      let c = coefficients.pointers(run)
      let affine = c.affine(channel, function)
      if pools {
        function.kernels(run, x).normalise_pool_backward(
          run[x, plane], dy, target, x.height, x.width, affine, c.gradient(channel))
      } else {
        function.kernels(run, x).normalise_backward(
          run[x, plane], dy, target, x.pixels, affine, c.gradient(channel))
      }
    }

    var dx = features(x.shape)
    let uses = [x.tensor, coefficients.tensor] + dy.uses
    dx.function = PlaneFunction(uses: uses, compute: compute) { plan in
      // Over x where no one reads that afterwards, and dy does not come to lie there.
      let dx = plan.features(x.shape, over: dy.function == nil ? [x] : [])
      plan.add(norm.name, "backward", uses: uses + [dx.tensor]) { run, _ in
        run.forEachPlane(of: x) { compute(run, $0, run[dx, $0]) }
      }
      return dx
    }
    return dx
  }

  /// The sums over all clips, and what they make of dx.
  private func planSums(_ x: Features, _ dy: Features, _ norm: BatchNormGradient) {
    let coefficients = norm.coefficients
    let (scale, shift, isFixed) = (norm.scale, norm.shift, norm.isFixed)
    let own = dy.gradientSums == nil ? norm.sums(x, self) : nil
    let sums = (own ?? dy.gradientSums!).sums
    add(
      norm.name, "backward sums",
      uses: (own.map { $0.uses + dy.uses } ?? []) + [sums.tensor, coefficients.tensor],
      scratchBytes: team.threads * dy.bufferBytes
    ) { run, scratch in
      if let own {
        run.forEachPlane(of: x, buffers: scratch, dy.bufferBytes) { plane, buffer in
          own.add(run, plane, run.plane(dy, plane, buffer))
        }
      }
      let (first, second) = sums.pointers(run)
      let c = coefficients.pointers(run)
      let count = Double(x.batch * x.pixels)
      run.team.forEach(x.paddedChannels, atLeast: 64) { part in
        for channel in part {
          var (sum, product) = (0.0, 0.0)
          for clip in 0..<x.batch {
            sum += first[clip * x.paddedChannels + channel]
            product += second[clip * x.paddedChannels + channel]
          }
          let inverse = Double(c.inverseDeviation[channel])
          let gain = Double(run.weights(scale)[channel]) * inverse
          run.gradient(shift)[channel] = Float(sum)
          run.gradient(scale)[channel] = Float(product * inverse)
          c.gain[channel] = Float(gain)
          c.slope[channel] = isFixed ? 0 : Float(-gain * inverse * inverse * product / count)
          c.offset[channel] = isFixed ? 0 : Float(-gain * sum / count)
        }
      }
    }
  }
}
