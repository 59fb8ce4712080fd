import Glibc

/// A second-order filter, its coefficients by Robert Bristow-Johnson's Audio EQ Cookbook.
package struct Biquad {
  private let b0, b1, b2, a1, a2: Float
  private var s1: Float = 0
  private var s2: Float = 0

  private init(b: (Float, Float, Float), a: (Float, Float, Float)) {
    (b0, b1, b2) = (b.0 / a.0, b.1 / a.0, b.2 / a.0)
    (a1, a2) = (a.1 / a.0, a.2 / a.0)
  }

  @inline(__always)
  package mutating func next(_ x: Float) -> Float {
    let y = b0 * x + s1
    s1 = b1 * x - a1 * y + s2
    s2 = b2 * x - a2 * y
    return y
  }

  mutating func filter(_ samples: inout [Float]) {
    for i in samples.indices { samples[i] = next(samples[i]) }
  }

  package static func lowPass(_ frequency: Float, q: Float = 0.7071, rate: Float) -> Biquad {
    let (cosine, alpha) = angles(frequency, q, rate)
    let half = (1 - cosine) / 2
    return Biquad(b: (half, 1 - cosine, half), a: (1 + alpha, -2 * cosine, 1 - alpha))
  }

  package static func highPass(_ frequency: Float, q: Float = 0.7071, rate: Float) -> Biquad {
    let (cosine, alpha) = angles(frequency, q, rate)
    let half = (1 + cosine) / 2
    return Biquad(b: (half, -1 - cosine, half), a: (1 + alpha, -2 * cosine, 1 - alpha))
  }

  /// Gain 1 at the centre.
  package static func bandPass(_ frequency: Float, q: Float, rate: Float) -> Biquad {
    let (cosine, alpha) = angles(frequency, q, rate)
    return Biquad(b: (alpha, 0, -alpha), a: (1 + alpha, -2 * cosine, 1 - alpha))
  }

  package static func peak(_ frequency: Float, q: Float, decibels: Float, rate: Float) -> Biquad {
    let (cosine, alpha) = angles(frequency, q, rate)
    let root = amplitude(decibels: decibels / 2)
    return Biquad(
      b: (1 + alpha * root, -2 * cosine, 1 - alpha * root),
      a: (1 + alpha / root, -2 * cosine, 1 - alpha / root))
  }

  package static func highShelf(_ frequency: Float, decibels: Float, rate: Float) -> Biquad {
    let (cosine, alpha) = angles(frequency, 0.7071, rate)
    let root = amplitude(decibels: decibels / 2)
    let slope = 2 * root.squareRoot() * alpha
    let (up, down) = (root + 1, root - 1)
    return Biquad(
      b: (
        root * (up + down * cosine + slope), -2 * root * (down + up * cosine),
        root * (up + down * cosine - slope)
      ),
      a: (up - down * cosine + slope, 2 * (down - up * cosine), up - down * cosine - slope))
  }

  /// Cosine and alpha of the cookbook; frequencies stay under the Nyquist frequency.
  private static func angles(_ frequency: Float, _ q: Float, _ rate: Float) -> (Float, Float) {
    let omega = 2 * Float.pi * min(frequency, 0.45 * rate) / rate
    return (cosf(omega), sinf(omega) / (2 * q))
  }
}

/// Four band-pass filters side by side: the formants of a throat, the body of a machine.
package struct Resonators {
  private let gain, b0, a1, a2: SIMD4<Float>
  private var s1 = SIMD4<Float>()
  private var s2 = SIMD4<Float>()

  /// - Parameters:
  ///   - frequencies: Hz; those above the Nyquist frequency are silent.
  ///   - bandwidths: Hz, at −3 dB.
  package init(
    frequencies: SIMD4<Float>, bandwidths: SIMD4<Float>, gains: SIMD4<Float>, rate: Float
  ) {
    var (alpha, cosine) = (SIMD4<Float>(), SIMD4<Float>())
    for i in 0..<4 {
      let omega = 2 * Float.pi * min(frequencies[i], 0.45 * rate) / rate
      cosine[i] = cosf(omega)
      alpha[i] = sinf(omega) * bandwidths[i] / (2 * frequencies[i])
    }
    gain = gains.replacing(with: 0, where: frequencies .> 0.45 * rate)
    b0 = alpha / (1 + alpha)
    a1 = -2 * cosine / (1 + alpha)
    a2 = (1 - alpha) / (1 + alpha)
  }

  @inline(__always)
  package mutating func next(_ x: Float) -> Float {
    let input = b0 * x
    let y = input + s1
    s1 = s2 - a1 * y
    s2 = -input - a2 * y
    let sum = gain * y
    return (sum.x + sum.y) + (sum.z + sum.w)
  }
}
