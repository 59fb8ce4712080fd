import Glibc
import Numerics

/// A chisel's blows, each a burst of grit that makes the steel ring, over the compressor's drone.
struct Jackhammer: Voice {
  private let blows: Float
  private let steel: SIMD4<Float>
  private let steelGains: SIMD4<Float>
  private let ring: Float
  private let burst: Float
  private let exhaust: Float

  init(character: inout Philox) {
    blows = character.logarithmic(in: 9...27)
    steel = [
      character.logarithmic(in: 150...500), character.logarithmic(in: 700...1600),
      character.logarithmic(in: 1700...3200), character.logarithmic(in: 3400...7000),
    ]
    steelGains = [
      character.number(in: 0.6...2), character.number(in: 0.6...2),
      character.number(in: 0.6...2), character.number(in: 0.3...1.5),
    ]
    ring = character.logarithmic(in: 0.06...0.3)
    burst = character.logarithmic(in: 0.015...0.05)
    exhaust = character.logarithmic(in: 0.03...0.3)
  }

  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var samples = [Float](repeating: 0, count: frames)
    var noise = WhiteNoise(&moment)
    var piston = Oscillator(phase: moment.number(in: 0...0.999))
    var chisel = Resonators(
      frequencies: steel, bandwidths: ring * steel, gains: steelGains, rate: rate)
    let decay = expf(-6.9 / (burst * rate))
    var force: Float = 0
    var unevenness: Float = 1
    var isPressed = true
    var next = Int(moment.logarithmic(in: 1...12) * rate)
    for i in samples.indices {
      if i == next {
        isPressed.toggle()
        next += Int(
          (isPressed ? moment.logarithmic(in: 1...12) : moment.number(in: 0.2...0.8)) * rate)
      }
      if piston.advance(by: blows * unevenness / rate), isPressed {
        force = 1 + 0.35 * noise.next()
        unevenness = 1 + 0.03 * noise.next()
      }
      force *= decay
      let grit = noise.next()
      // The air leaves in the second half of each blow.
      let air = piston.phase > 0.5 ? exhaust : 0.3 * exhaust
      samples[i] =
        chisel.next((force * 2 + (isPressed ? air : 0.1 * exhaust)) * grit) + 0.3 * force * grit
    }
    return samples
  }
}
