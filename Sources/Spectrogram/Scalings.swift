import CKernels
import Glibc

extension Decibels {
  /// Turns power or magnitude into decibels in place.
  func apply(to values: UnsafeMutableBufferPointer<Float>, power: Power) {
    guard let start = values.baseAddress else { return }
    let count = Int64(values.count)
    let decibelsPerNeper = (power == .power ? 10 : 20) / M_LN10
    sm_scaled_logarithm(start, count, Float(floor), 0, Float(decibelsPerNeper), -0.0)
    if reference == .maximum {
      sm_subtract(start, count, sm_maximum(start, count))
    }
    if let dynamicRange {
      sm_raise(start, count, sm_maximum(start, count) - Float(dynamicRange))
    }
  }
}

extension AffineScaling {
  /// Leaves every value as it is.
  static let identity = AffineScaling(mean: 0, deviation: 1)

  /// What values are multiplied by, and what is added then; -0 where nothing is.
  var factor: Float { Float(1 / deviation) }
  var addend: Float { Float(-mean / deviation) }

  func apply(to values: UnsafeMutableBufferPointer<Float>) {
    sm_scale_and_add(values.baseAddress!, Int64(values.count), factor, addend)
  }
}

extension PCEN {
  /// Normalises `[bands, frames]` in place; `frameRate` in frames a second.
  ///
  /// The smoothed energy of a band begins at 1, as librosa's does without a state of its own. What
  /// is compressed is (x + bias) ^ exponent - bias ^ exponent; exponent 0 stands for ln(1 + x).
  func apply(
    to values: UnsafeMutableBufferPointer<Float>, frames: Int, frameRate: Double
  ) {
    let constant = timeConstant * frameRate
    let smoothing = ((1 + 4 * constant * constant).squareRoot() - 1) / (2 * constant * constant)
    let shift = exponent == 0 ? 0 : pow(bias, exponent)
    for band in stride(from: 0, to: values.count, by: frames) {
      var smooth = 1.0
      for place in band..<band + frames {
        let value = Double(values[place]) * scale
        smooth += smoothing * (value - smooth)
        let gained = value * exp(-gain * log(smooth + epsilon))
        values[place] = Float(compressed(gained) - shift)
      }
    }
  }

  private func compressed(_ value: Double) -> Double {
    switch exponent {
    case 0: log1p(value)
    case 0.5: (value + bias).squareRoot()
    default: pow(value + bias, exponent)
    }
  }
}
