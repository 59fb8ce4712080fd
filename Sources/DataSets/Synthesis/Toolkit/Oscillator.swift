import Glibc

/// A phase that runs from 0 to 1 in each period, and the waves that are read at it.
package struct Oscillator {
  private(set) var phase: Float

  package init(phase: Float = 0) {
    self.phase = phase
  }

  /// Goes on by `step` periods, frequency over sample rate; returns whether a period began.
  @inline(__always)
  mutating func advance(by step: Float) -> Bool {
    phase += step
    guard phase >= 1 else { return false }
    phase -= 1
    return true
  }

  /// A sine to a thousandth, made of parabolas.
  @inline(__always)
  package mutating func sine(_ step: Float) -> Float {
    _ = advance(by: step)
    let t = phase - 0.5
    let parabola = 8 * t * (2 * abs(t) - 1)
    return parabola * (0.775 + 0.225 * abs(parabola))
  }

  /// A sawtooth, its jump smoothed over two samples so that it folds little back from above the
  /// Nyquist frequency (Välimäki and Huovilainen's PolyBLEP, 2007).
  @inline(__always)
  package mutating func sawtooth(_ step: Float) -> Float {
    _ = advance(by: step)
    let saw = 2 * phase - 1
    if phase < step {
      let t = phase / step
      return saw - (t + t - t * t - 1)
    } else if phase > 1 - step {
      let t = (phase - 1) / step
      return saw - (t * t + t + t + 1)
    }
    return saw
  }
}

/// Four steady sines, each a phasor that turns (so none of the cost of a sine a sample).
package struct SineBank {
  private var real: SIMD4<Float>
  private var imaginary: SIMD4<Float>
  private let cosine: SIMD4<Float>
  private let sine: SIMD4<Float>

  /// - Parameter frequencies: Hz; those above the Nyquist frequency are silent.
  package init(frequencies: SIMD4<Float>, levels: SIMD4<Float>, rate: Float) {
    let audible = levels.replacing(with: 0, where: frequencies .> 0.45 * rate)
    (real, imaginary) = (audible, .zero)
    var (cosine, sine) = (SIMD4<Float>(), SIMD4<Float>())
    for i in 0..<4 {
      let omega = 2 * Float.pi * frequencies[i] / rate
      (cosine[i], sine[i]) = (cosf(omega), sinf(omega))
    }
    (self.cosine, self.sine) = (cosine, sine)
  }

  @inline(__always)
  package mutating func next() -> Float {
    let turned = real * cosine - imaginary * sine
    imaginary = real * sine + imaginary * cosine
    real = turned
    return (imaginary.x + imaginary.y) + (imaginary.z + imaginary.w)
  }
}
