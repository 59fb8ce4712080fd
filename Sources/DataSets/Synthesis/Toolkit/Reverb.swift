import Glibc

/// The walls around a sound: a feedback delay network of four lines with a Hadamard matrix
/// (Jot and Chaigne, 1991), duller with each turn.
package struct Reverb {
  private let delays: SIMD4<Int32>
  private let gains: SIMD4<Float>
  private let damping: Float
  private let wet: Float

  /// - Parameters:
  ///   - size: the longest way to a wall and back, in seconds.
  ///   - decay: seconds in which the echoes fall by 60 dB.
  ///   - damping: 0 (stone) ..< 1 (curtains).
  ///   - wet: how loud the echoes are beside the sound itself.
  package init(size: Float, decay: Float, damping: Float, wet: Float, rate: Float) {
    let seconds: SIMD4<Float> = size * SIMD4<Float>(0.437, 0.617, 0.797, 1)
    var (delays, gains) = (SIMD4<Int32>(), SIMD4<Float>())
    for line in 0..<4 {
      delays[line] = Int32(max(seconds[line] * rate, 1))
      gains[line] = 0.5 * expf(-6.9078 * seconds[line] / decay)
    }
    (self.delays, self.gains, self.damping, self.wet) = (delays, gains, damping, wet)
  }

  package func apply(to samples: inout [Float]) {
    let length = 1 << (Int32.bitWidth - delays.max().leadingZeroBitCount)
    let mask = length - 1
    var lines = [SIMD4<Float>](repeating: .zero, count: length)
    var state = SIMD4<Float>()
    for i in samples.indices {
      let out = SIMD4<Float>(
        lines[(i &- Int(delays.x)) & mask].x, lines[(i &- Int(delays.y)) & mask].y,
        lines[(i &- Int(delays.z)) & mask].z, lines[(i &- Int(delays.w)) & mask].w)
      state = damping * state + (1 - damping) * out
      let turned = state * gains
      let (sum, difference) = (turned.evenHalf + turned.oddHalf, turned.evenHalf - turned.oddHalf)
      let mixed = SIMD4<Float>(
        sum.x + sum.y, difference.x + difference.y, sum.x - sum.y, difference.x - difference.y)
      let dry = samples[i]
      lines[i & mask] = mixed + dry
      samples[i] = dry + wet * (out.x + out.y - out.z - out.w)
    }
  }
}
