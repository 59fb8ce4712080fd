import Numerics

/// White noise, even in ±1, from a linear congruential generator that a Philox stream seeds: the
/// ear asks for speed, not for crush resistance.
struct WhiteNoise {
  private var state: UInt32

  init(_ random: inout Philox) {
    state = random.nextWord()
  }

  @inline(__always)
  mutating func next() -> Float {
    state = state &* 1_664_525 &+ 1_013_904_223
    return Float(Int32(bitPattern: state)) * 0x1p-31
  }
}

/// Noise that falls by 3 dB an octave (Paul Kellet's filter of three poles).
struct PinkNoise {
  private var white: WhiteNoise
  private var state = SIMD4<Float>()

  init(_ random: inout Philox) {
    white = WhiteNoise(&random)
  }

  @inline(__always)
  mutating func next() -> Float {
    let x = white.next()
    state = state * [0.99765, 0.963, 0.57, 0] + x * [0.099046, 0.2965164, 1.0526913, 0.1848]
    return 0.25 * (state.x + state.y + state.z + state.w)
  }
}
