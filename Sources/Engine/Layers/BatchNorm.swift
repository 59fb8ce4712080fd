import CKernels
import Networks

/// y = pool(f(γ·(x − mean)/σ + β + shortcut)): with the sum and the function, or the function and
/// the mean over 2 x 2 pixels, that follow; [batch, channels, height, width] → the same, or halves.
extension BatchNorm: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let sum = rest.takeSum()
    let function = NormFunction(sum?.function ?? rest.takeFunction(where: NormFunction.has))
    let pools = sum == nil && rest.takePooling()
    let shortcut = try sum?.shortcut(plan)
    let scale = plan.parameters.add(scale(channels: x.channels), columns: x.paddedChannels)
    let shift = plan.parameters.add(shift(channels: x.channels), columns: x.paddedChannels)
    let coefficients = BatchNormCoefficients(channels: x.paddedChannels, plan)
    let running = plan.parameters.addStatistics(name, channels: x.channels)
    let isFixed = plan.fixesStatistics
    if isFixed {
      planFixed(x, running, scale, shift, coefficients, plan)
    } else {
      planStatistics(x, running, scale, shift, coefficients, plan)
    }
    var gradient = BatchNormGradient(
      name: name, scale: scale, shift: shift, coefficients: coefficients, function: function,
      pools: pools, isFixed: isFixed)
    var y: Features
    switch (shortcut, pools) {
    case (let shortcut?, _):
      y = normalised(x, plus: shortcut, coefficients, function, plan)
    case (nil, true):
      y = try normalisedAndPooled(x, coefficients, function, plan)
    case (nil, false):
      y = normalisedPlanes(x, gradient, plan)
      // What is small is soon read again, and cheaper kept.
      if y.byteCount > 10 << 20 {
        y.recomputation = Recomputation { [gradient] plan in
          normalisedPlanes(try x.again(plan), gradient, plan)
        }
      }
    }

    // With n = batch · height · width:
    // dβ = Σ dz, dγ = Σ dz·(x − mean)/σ,
    // dx = γ/σ · (dz − dβ/n − (x − mean)/σ · dγ/n), and γ/σ · dz where mean and σ are fixed
    return Planned(y, takesPlanes: true) { [y] dy in
      let x = try x.again(plan)
      guard let sum else { return plan.gradient(of: x, dy, gradient) }
      var dz = plan.stored(dy)
      if sum.function == .relu { dz = plan.gradient(of: .relu, at: y, dz, layer: name) }
      sum.gradient = dz
      gradient.function = NormFunction(nil)
      return plan.gradient(of: x, dz, gradient)
    }
  }

  /// f(x·scale + shift), plane by plane as they are read.
  private func normalisedPlanes(
    _ x: Features, _ gradient: BatchNormGradient, _ plan: Planner
  ) -> Features {
    let (coefficients, function) = (gradient.coefficients, gradient.function)
    var y = plan.features(x.shape)
    y.function = PlaneFunction(uses: [x.tensor, coefficients.tensor]) { run, plane, target in
      let affine = coefficients.pointers(run).affine(plane % x.blocks * x.lanes, function)
      function.kernels(run, x).normalise(run[x, plane], target, x.pixels, affine, false)
    } store: { plan in
      normalised(x, coefficients, function, plan)
    }
    y.gradientSums = gradient.sums(x, plan)
    return y
  }

  /// mean and σ² of each channel over [batch, height, width], the running ones moved towards them,
  /// and the scale γ/σ and shift β − mean·γ/σ that they make.
  private func planStatistics(
    _ x: Features, _ running: RunningStatistics, _ scale: Parameter, _ shift: Parameter,
    _ coefficients: BatchNormCoefficients, _ plan: Planner
  ) {
    let moments = x.moments ?? PlaneSums(x, plan)
    plan.add(
      name, "statistics", uses: [x.tensor, moments.tensor, coefficients.tensor]
    ) { run, _ in
      if x.moments == nil {
        run.forEachPlane(of: x) { plane in
          let (mean, squares) = moments.pointers(run, plane)
          run.kernels(for: x).statistics(run[x, plane], x.pixels, mean, squares)
        }
      }
      let (means, squares) = moments.pointers(run)
      let c = coefficients.pointers(run)
      run.team.forEach(x.paddedChannels, atLeast: 64) { part in
        for channel in part {
          let merged = Moments.merging(
            x.batch, of: x.pixels, means: means + channel, squares: squares + channel,
            stride: x.paddedChannels)
          c.set(
            channel, mean: merged.mean, variance: merged.variance, epsilon: epsilon,
            gamma: run.weights(scale)[channel], beta: run.weights(shift)[channel])
          (means[channel], squares[channel]) = (merged.mean, merged.squares)
        }
      }
      for channel in 0..<x.channels {
        let merged = Moments(
          count: Double(x.batch * x.pixels), mean: means[channel], squares: squares[channel])
        running.move(channel, towards: merged, momentum: momentum)
      }
      running.batches += 1
    }
  }

  /// The same of the running statistics, which stay.
  private func planFixed(
    _ x: Features, _ running: RunningStatistics, _ scale: Parameter, _ shift: Parameter,
    _ coefficients: BatchNormCoefficients, _ plan: Planner
  ) {
    plan.add(name, "coefficients", uses: [coefficients.tensor]) { run, _ in
      let c = coefficients.pointers(run)
      for channel in 0..<x.paddedChannels {
        let isOwn = channel < x.channels
        c.set(
          channel, mean: isOwn ? Double(running.mean[channel]) : 0,
          variance: isOwn ? Double(running.variance[channel]) : 0, epsilon: epsilon,
          gamma: run.weights(scale)[channel], beta: run.weights(shift)[channel])
      }
    }
  }

  /// f(x·scale + shift)
  private func normalised(
    _ x: Features, _ coefficients: BatchNormCoefficients, _ function: NormFunction,
    _ plan: Planner
  ) -> Features {
    let y = plan.features(x.shape)
    // What fits the last-level cache is better left there for the convolution that comes next.
    let stream = y.byteCount > 16 << 20
    plan.add(name, "normalise", uses: [x.tensor, y.tensor, coefficients.tensor]) { run, _ in
      let c = coefficients.pointers(run)
      run.forEachPlane(of: x) { plane in
        let affine = c.affine(plane % x.blocks * x.lanes, function)
        function.kernels(run, x).normalise(run[x, plane], run[y, plane], x.pixels, affine, stream)
      }
    }
    return y
  }

  /// The same, and the mean over 2 x 2 pixels.
  private func normalisedAndPooled(
    _ x: Features, _ coefficients: BatchNormCoefficients, _ function: NormFunction,
    _ plan: Planner
  ) throws -> Features {
    let y = plan.features(try AveragePooling().output(of: x.shape))
    plan.add(name, "normalise", uses: [x.tensor, y.tensor, coefficients.tensor]) { run, _ in
      let c = coefficients.pointers(run)
      run.forEachPlane(of: x) { plane in
        let affine = c.affine(plane % x.blocks * x.lanes, function)
        function.kernels(run, x).normalise_pool(
          run[x, plane], run[y, plane], x.height, x.width, affine)
      }
    }
    return y
  }

  /// f(x·scale + shift + shortcut)
  private func normalised(
    _ x: Features, plus shortcut: Features, _ coefficients: BatchNormCoefficients,
    _ function: NormFunction, _ plan: Planner
  ) -> Features {
    let y = plan.features(x.shape)
    plan.add(
      name, "normalise", uses: [x.tensor, y.tensor, shortcut.tensor, coefficients.tensor]
    ) { run, _ in
      let c = coefficients.pointers(run)
      run.forEachPlane(of: x) { plane in
        let affine = c.affine(plane % x.blocks * x.lanes, function)
        function.kernels(run, x).normalise_add(
          run[x, plane], run[shortcut, plane], run[y, plane], x.pixels, affine)
      }
    }
    return y
  }

  /// With the running statistics, where no convolution before it takes it in.
  func inference(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Features {
    let sum = rest.takeSum()
    let function = NormFunction(sum?.function ?? rest.takeFunction(where: NormFunction.has))
    let shortcut = try sum?.shortcut(plan)
    let (gain, offset) = try affine(channels: x.channels, plan.weights!)
    let coefficients = BatchNormCoefficients(channels: x.paddedChannels, plan)
    plan.add(name, "coefficients", uses: [coefficients.tensor]) { run, _ in
      let c = coefficients.pointers(run)
      for channel in 0..<x.paddedChannels {
        c.scale[channel] = channel < x.channels ? Float(gain[channel]) : 0
        c.shift[channel] = channel < x.channels ? Float(offset[channel]) : 0
      }
    }
    return shortcut.map { normalised(x, plus: $0, coefficients, function, plan) }
      ?? normalised(x, coefficients, function, plan)
  }

  /// What trained batch norm multiplies by and adds, of each channel.
  func affine(
    channels: Int, _ source: TensorSource
  ) throws -> (gain: [Double], offset: [Double]) {
    let scale = try source(name + ".weight", [channels])
    let shift = try source(name + ".bias", [channels])
    let mean = try source(name + ".running_mean", [channels])
    let variance = try source(name + ".running_var", [channels])
    let gain = (0..<channels).map {
      Double(scale[$0]) / (Double(variance[$0]) + epsilon).squareRoot()
    }
    return (gain, (0..<channels).map { Double(shift[$0]) - Double(mean[$0]) * gain[$0] })
  }
}

extension Following {
  fileprivate mutating func takePooling() -> Bool {
    take(AveragePooling.self) { $0.size == Window(2) } != nil
  }
}
