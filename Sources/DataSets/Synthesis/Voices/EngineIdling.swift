import Glibc
import Numerics

/// Cylinders that fire in turn, none quite like the other, heard through the exhaust.
struct EngineIdling: Voice {
  private let firing: Float
  private let cylinders: [Float]
  private let exhaust: SIMD4<Float>
  private let exhaustGains: SIMD4<Float>
  private let hiss: Float
  private let roughness: Float

  init(character: inout Philox) {
    firing = character.logarithmic(in: 14...48)
    let count = character.element(of: [2, 4, 4, 6])
    cylinders = (0..<count).map { _ in character.number(in: 0.45...1) }
    exhaust = [
      character.logarithmic(in: 55...130), character.logarithmic(in: 160...400),
      character.logarithmic(in: 500...1200), character.logarithmic(in: 1500...4000),
    ]
    exhaustGains = [
      character.number(in: 1...3), character.number(in: 0.5...2),
      character.number(in: 0.3...1.4), character.number(in: 0.1...1.2),
    ]
    hiss = character.logarithmic(in: 0.05...0.5)
    roughness = character.logarithmic(in: 0.01...0.06)
  }

  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var samples = [Float](repeating: 0, count: frames)
    var noise = WhiteNoise(&moment)
    var crank = Oscillator(phase: moment.number(in: 0...0.999))
    var pipe = Resonators(
      frequencies: exhaust, bandwidths: 0.35 * exhaust, gains: exhaustGains, rate: rate)
    var idle = Wobble(frequency: 0.7, rate: rate, &moment)
    let decay = expf(-9 * firing / rate)
    var cylinder = moment.uniform(below: cylinders.count)
    var pressure: Float = 0
    var unevenness: Float = 1
    for i in samples.indices {
      let step = firing * unevenness * (1 + 0.04 * idle.next()) / rate
      if crank.advance(by: step) {
        cylinder = (cylinder + 1) % cylinders.count
        pressure = cylinders[cylinder] * (1 + 3 * roughness * noise.next())
        unevenness = 1 + roughness * noise.next()
      }
      pressure *= decay
      let breath = noise.next()
      samples[i] = pipe.next(pressure * (1 + 2 * breath) + 0.1 * hiss * breath)
    }
    return samples
  }
}
