import CKernels
import Glibc

extension Decibels {
  /// Turns power or magnitude into decibels in place.
  func apply(to values: UnsafeMutableBufferPointer<Float>, power: Power) {
    guard let start = values.baseAddress else { return }
    let count = Int64(values.count)
    let decibelsPerNeper = (power == .power ? 10 : 20) / M_LN10
    sm_scaled_logarithm(start, count, Float(floor), 0, Float(decibelsPerNeper))
    if reference == .maximum {
      sm_subtract(start, count, sm_maximum(start, count))
    }
    if let dynamicRange {
      sm_raise(start, count, sm_maximum(start, count) - Float(dynamicRange))
    }
  }
}

extension PCEN {
  /// Normalises `[bands, frames]` in place; `frameRate` in frames a second.
  ///
  /// The smoothed energy of a band begins at 1, as librosa's does without a state of its own.
  func apply(
    to values: UnsafeMutableBufferPointer<Float>, frames: Int, frameRate: Double
  ) {
    let constant = timeConstant * frameRate
    let smoothing = ((1 + 4 * constant * constant).squareRoot() - 1) / (2 * constant * constant)
    for band in stride(from: 0, to: values.count, by: frames) {
      var smooth = 1.0
      for place in band..<band + frames {
        let value = Double(values[place]) * scale
        smooth += smoothing * (value - smooth)
        values[place] = Float(compressed(value * exp(-gain * log(smooth + epsilon))))
      }
    }
  }

  /// (value + bias) ^ exponent - bias ^ exponent, and its limit at exponent 0 with bias 1.
  private func compressed(_ value: Double) -> Double {
    if exponent == 0 { return log1p(value) }
    return exp(exponent * log(value + bias)) - pow(bias, exponent)
  }
}
