import CKernels

/// Batch norm over clips and pixels, fused with what follows it:
/// y = pool(max(γ·(x − mean)/σ + β + shortcut, 0)), the ReLU, the 2 x 2 mean and the shortcut as the
/// network has them; [batch, channels, height, width] → the same, or halves.
final class BatchNorm: Layer {
  private let name: String
  private let relu: Bool
  private let pool: Bool
  private var shortcut: Activation?
  private var x: Activation!
  private var y: Activation!
  private var scale: Parameter!
  private var shift: Parameter!
  private var coefficients: Coefficients!

  static let epsilon = 1e-5
  static let momentum = 0.1

  init(name: String, relu: Bool, pool: Bool = false) {
    self.name = name
    self.relu = relu
    self.pool = pool
  }

  /// With the gradient of the shortcut being that of the sum, masked by the ReLU.
  func forward(
    _ x: Activation, addedTo shortcut: Activation, _ plan: Planner
  ) throws -> Activation {
    self.shortcut = shortcut
    return try forward(x, plan)
  }

  func forward(_ x: Activation, _ plan: Planner) throws -> Activation {
    guard !pool || min(x.height, x.width) >= 2 else {
      throw EngineError.shape(
        layer: "the pooling after " + name, found: "\(x.height) x \(x.width)",
        expected: "at least 2 x 2")
    }
    self.x = x
    let (channels, padded) = (x.channels, plan.paddedChannels(x))
    let layout = Parameter.Layout.rows(1, columns: channels, stride: padded)
    scale = plan.parameters.add(name + ".weight", shape: [channels], role: .scale, layout: layout)
    shift = plan.parameters.add(name + ".bias", shape: [channels], role: .shift, layout: layout)
    coefficients = Coefficients(channels: padded, plan)
    planStatistics(plan)
    y = planNormalisation(plan)
    if shortcut == nil, !pool {
      y.recomputed = { [unowned self] plan in
        recomputeInput(plan)
        return planNormalisation(plan)
      }
    }
    return y
  }

  /// Has x at hand once more, if it was not kept.
  private func recomputeInput(_ plan: Planner) {
    if let recomputed = x.recomputed { x = recomputed(plan) }
  }

  /// mean and σ² of each channel over [batch, height, width], the running ones moved towards them,
  /// and the scale γ/σ and shift β − mean·γ/σ that they make.
  private func planStatistics(_ plan: Planner) {
    let (x, scale, shift) = (x!, scale!, shift!)
    let (planes, lanes) = (plan.planes(x), plan.lanes)
    let running = plan.parameters.addStatistics(name, channels: x.channels)
    let (kernels, team, parameters) = (plan.kernels, plan.team, plan.parameters)
    let (bytes, channels, batch) = (plan.planeBytes(x), plan.paddedChannels(x), plan.batch)
    let coefficients = coefficients!
    plan.add(
      name, "statistics", uses: [x.tensor, coefficients.tensor],
      scratchBytes: 2 * planes * lanes * MemoryLayout<Double>.stride
    ) { arena, scratch in
      let means = scratch.assumingMemoryBound(to: Double.self)
      let squares = means + planes * lanes
      team.forEach(planes) { plane in
        kernels.statistics(
          arena[x.tensor] + plane * bytes, x.pixels, means + plane * lanes, squares + plane * lanes)
      }
      let c = coefficients.pointers(arena)
      for channel in 0..<channels {
        let merged = Moments.merging(
          batch, of: x.pixels, means: means + channel, squares: squares + channel, stride: channels)
        let deviation = (merged.variance + Self.epsilon).squareRoot()
        let gamma = Double(parameters[scale, .weights][channel])
        let beta = Double(parameters[shift, .weights][channel])
        c.mean[channel] = Float(merged.mean)
        c.inverseDeviation[channel] = Float(1 / deviation)
        c.scale[channel] = Float(gamma / deviation)
        c.shift[channel] = Float(beta - merged.mean * gamma / deviation)
        if channel < x.channels { running.move(channel, towards: merged) }
      }
      running.batches += 1
    }
  }

  private func planNormalisation(_ plan: Planner) -> Activation {
    let (x, shortcut, pool, coefficients) = (x!, shortcut, pool, coefficients!)
    let y = plan.activation(
      channels: x.channels, height: pool ? x.height / 2 : x.height,
      width: pool ? x.width / 2 : x.width)
    let (kernels, team, planes) = (plan.kernels, plan.team, plan.planes(x))
    let (xBytes, yBytes, floor) = (plan.planeBytes(x), plan.planeBytes(y), floor)
    let (lanes, blocks) = (plan.lanes, plan.blocks(x))
    // What fits the last-level cache is better left there for the convolution that comes next.
    let stream = planes * yBytes > 16 << 20
    plan.add(
      name, "normalise",
      uses: [x.tensor, y.tensor, coefficients.tensor] + (shortcut.map { [$0.tensor] } ?? [])
    ) { arena, _ in
      let c = coefficients.pointers(arena)
      team.forEach(planes) { plane in
        let affine = c.affine(plane % blocks * lanes, floor: floor)
        let (from, to) = (arena[x.tensor] + plane * xBytes, arena[y.tensor] + plane * yBytes)
        if pool {
          kernels.normalise_pool(from, to, x.height, x.width, affine)
        } else if let shortcut {
          kernels.normalise_add(
            from, arena[shortcut.tensor] + plane * xBytes, to, x.pixels, affine)
        } else {
          kernels.normalise(from, to, x.pixels, affine, stream)
        }
      }
    }
    return y
  }

  /// With dz = dy where the ReLU let x through, n = batch · height · width:
  /// dβ = Σ dz, dγ = Σ dz·(x − mean)/σ,
  /// dx = γ/σ · (dz − dβ/n − (x − mean)/σ · dγ/n), in x's own memory.
  func backward(_ dy: Activation, _ plan: Planner) -> Activation? {
    recomputeInput(plan)
    let (x, pool, coefficients) = (x!, pool, coefficients!)
    let (kernels, team, planes) = (plan.kernels, plan.team, plan.planes(x))
    let (xBytes, dyBytes) = (plan.planeBytes(x), plan.planeBytes(dy))
    let (lanes, blocks, channels) = (plan.lanes, plan.blocks(x), plan.paddedChannels(x))
    let (batch, parameters) = (plan.batch, plan.parameters)
    let (scale, shift) = (scale!, shift!)
    var floor = floor
    if shortcut != nil {
      planShortcutMask(dy, plan)
      floor = -.infinity
    }

    plan.add(
      name, "backward sums", uses: [x.tensor, dy.tensor, coefficients.tensor],
      scratchBytes: 2 * planes * lanes * MemoryLayout<Double>.stride
    ) { [floor] arena, scratch in
      let sums = scratch.assumingMemoryBound(to: Double.self)
      let products = sums + planes * lanes
      let c = coefficients.pointers(arena)
      team.forEach(planes) { plane in
        let channel = plane % blocks * lanes
        let affine = c.affine(channel, floor: floor)
        let (xs, dys) = (arena[x.tensor] + plane * xBytes, arena[dy.tensor] + plane * dyBytes)
        let (sum, product) = (sums + plane * lanes, products + plane * lanes)
        if pool {
          kernels.normalise_pool_backward_sums(
            xs, dys, x.height, x.width, affine, c.mean + channel, sum, product)
        } else {
          kernels.normalise_backward_sums(xs, dys, x.pixels, affine, c.mean + channel, sum, product)
        }
      }
      let count = Double(batch * x.pixels)
      for channel in 0..<channels {
        var (sum, product) = (0.0, 0.0)
        for clip in 0..<batch {
          sum += sums[clip * channels + channel]
          product += products[clip * channels + channel]
        }
        let inverse = Double(c.inverseDeviation[channel])
        let gain = Double(parameters[scale, .weights][channel]) * inverse
        parameters[shift, .gradients][channel] = Float(sum)
        parameters[scale, .gradients][channel] = Float(product * inverse)
        c.gain[channel] = Float(gain)
        c.slope[channel] = Float(-gain * inverse * inverse * product / count)
        c.offset[channel] = Float(-gain * sum / count)
      }
    }

    plan.add(
      name, "backward", uses: [x.tensor, dy.tensor, coefficients.tensor]
    ) { [floor] arena, _ in
      let c = coefficients.pointers(arena)
      team.forEach(planes) { plane in
        let channel = plane % blocks * lanes
        let affine = c.affine(channel, floor: floor)
        let (xs, dys) = (arena[x.tensor] + plane * xBytes, arena[dy.tensor] + plane * dyBytes)
        if pool {
          kernels.normalise_pool_backward(
            xs, dys, xs, x.height, x.width, affine, c.gradient(channel))
        } else {
          kernels.normalise_backward(xs, dys, xs, x.pixels, affine, c.gradient(channel))
        }
      }
    }
    return x
  }

  /// dz = dy where y > 0, in dy's own memory: the shortcut's gradient too.
  private func planShortcutMask(_ dy: Activation, _ plan: Planner) {
    guard relu else { return }
    let y = y!
    let (kernels, team) = (plan.kernels, plan.team)
    let (planes, bytes) = (plan.planes(y), plan.planeBytes(y))
    plan.add(name, "ReLU backward", uses: [y.tensor, dy.tensor]) { arena, _ in
      team.forEach(planes) { plane in
        let dz = arena[dy.tensor] + plane * bytes
        kernels.relu_backward(arena[y.tensor] + plane * bytes, dz, dz, y.pixels)
      }
    }
  }

  private var floor: Float { relu ? 0 : -.infinity }
}

/// The per-channel numbers that the passes of one batch norm hand on, in one tensor.
private struct Coefficients {
  let tensor: Tensor
  let channels: Int

  init(channels: Int, _ plan: Planner) {
    self.channels = channels
    tensor = plan.tensor(floats: 7 * channels)
  }

  func pointers(_ arena: Arena) -> Pointers {
    let base = arena[floats: tensor]
    return Pointers(
      mean: base, inverseDeviation: base + channels, scale: base + 2 * channels,
      shift: base + 3 * channels, gain: base + 4 * channels, slope: base + 5 * channels,
      offset: base + 6 * channels)
  }

  struct Pointers {
    let mean, inverseDeviation, scale, shift, gain, slope, offset: UnsafeMutablePointer<Float>

    func affine(_ channel: Int, floor: Float) -> ck_affine {
      ck_affine(scale: scale + channel, shift: shift + channel, floor: floor)
    }

    func gradient(_ channel: Int) -> ck_normalisation_gradient {
      ck_normalisation_gradient(
        mean: mean + channel, gain: gain + channel, slope: slope + channel,
        offset: offset + channel)
    }
  }
}

/// A mean and the squared distances from it, of values that come in groups.
private struct Moments {
  let count: Double
  let mean: Double
  let squares: Double

  var variance: Double { squares / count }
  var unbiasedVariance: Double { count > 1 ? squares / (count - 1) : .infinity }

  /// Of `groups` groups of `size` values each (Chan, Golub and LeVeque 1979), in a fixed order.
  static func merging(
    _ groups: Int, of size: Int, means: UnsafePointer<Double>, squares: UnsafePointer<Double>,
    stride: Int
  ) -> Moments {
    var (mean, square) = (means[0], squares[0])
    for group in 1..<max(groups, 1) {
      let distance = means[group * stride] - mean
      mean += distance / Double(group + 1)
      square +=
        squares[group * stride]
        + distance * distance * Double(size) * Double(group) / Double(group + 1)
    }
    return Moments(count: Double(groups * size), mean: mean, squares: square)
  }
}

extension RunningStatistics {
  fileprivate func move(_ channel: Int, towards moments: Moments) {
    let kept = 1 - BatchNorm.momentum
    mean[channel] = Float(kept * Double(mean[channel]) + BatchNorm.momentum * moments.mean)
    variance[channel] = Float(
      kept * Double(variance[channel]) + BatchNorm.momentum * moments.unbiasedVariance)
  }
}
