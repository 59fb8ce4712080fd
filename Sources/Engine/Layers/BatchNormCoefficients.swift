import CKernels

/// The per-channel numbers that the passes of one batch norm hand on, in one tensor.
struct BatchNormCoefficients {
  let tensor: Tensor
  private let channels: Int

  init(channels: Int, _ plan: Planner) {
    self.channels = channels
    tensor = plan.tensor(floats: 7 * channels)
  }

  func pointers(_ run: Execution) -> Pointers {
    let base = run.floats(tensor)
    return Pointers(
      mean: base, inverseDeviation: base + channels, scale: base + 2 * channels,
      shift: base + 3 * channels, gain: base + 4 * channels, slope: base + 5 * channels,
      offset: base + 6 * channels)
  }

  struct Pointers {
    let mean, inverseDeviation, scale, shift, gain, slope, offset: UnsafeMutablePointer<Float>

    /// What mean and variance make of a channel.
    func set(
      _ channel: Int, mean: Double, variance: Double, epsilon: Double, gamma: Float, beta: Float
    ) {
      let deviation = (variance + epsilon).squareRoot()
      self.mean[channel] = Float(mean)
      inverseDeviation[channel] = Float(1 / deviation)
      scale[channel] = Float(Double(gamma) / deviation)
      shift[channel] = Float(Double(beta) - mean * Double(gamma) / deviation)
    }

    func affine(_ channel: Int, _ function: NormFunction) -> ck_affine {
      ck_affine(scale: scale + channel, shift: shift + channel, floor: function.floor)
    }

    func gradient(_ channel: Int) -> ck_normalisation_gradient {
      ck_normalisation_gradient(
        mean: mean + channel, gain: gain + channel, slope: slope + channel,
        offset: offset + channel)
    }
  }
}
