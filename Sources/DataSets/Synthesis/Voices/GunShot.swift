import Numerics

/// A crack, a boom, and the echo off what stands around; single shots or bursts.
struct GunShot: Voice {
  private let boom: Float
  private let crackDecay: Float
  private let boomDecay: Float
  private let tailDecay: Float
  private let tailLevel: Float
  private let colour: Float
  private let burstRate: Float?

  init(character: inout Philox) {
    boom = character.logarithmic(in: 60...250)
    crackDecay = character.logarithmic(in: 0.02...0.12)
    boomDecay = character.logarithmic(in: 0.1...0.4)
    tailDecay = character.logarithmic(in: 0.4...2.5)
    tailLevel = character.logarithmic(in: 0.02...0.25)
    colour = character.logarithmic(in: 700...4000)
    burstRate = character.happens(0.3) ? character.logarithmic(in: 6...14) : nil
  }

  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var samples = [Float](repeating: 0, count: frames)
    var time = moment.number(in: 0...0.3) * Float(frames) / rate
    while time * rate < Float(frames) {
      let shots = burstRate == nil ? 1 : moment.uniform(below: 10) + 3
      for _ in 0..<shots {
        shoot(at: Int(time * rate), into: &samples, rate, &moment)
        time += 1 / (burstRate ?? 4)
      }
      time += moment.logarithmic(in: 0.4...4)
    }
    return samples
  }

  private func shoot(
    at begin: Int, into samples: inout [Float], _ rate: Float, _ moment: inout Philox
  ) {
    guard begin < samples.count else { return }
    var noise = WhiteNoise(&moment)
    var crack = Pluck(attack: 0, decay: crackDecay, rate: rate)
    var thump = Pluck(attack: 0.002, decay: boomDecay, rate: rate)
    var tail = Pluck(attack: 0.03, decay: tailDecay, rate: rate)
    var low = Biquad.bandPass(boom, q: 1.2, rate: rate)
    var air = Biquad.lowPass(colour, rate: rate)
    let level = moment.number(in: 0.7...1)
    let count = min(samples.count - begin, Int(max(tailDecay, boomDecay) * rate))
    for i in begin..<begin + count {
      let x = noise.next()
      samples[i] +=
        level
        * (crack.next() * x + 4 * low.next(thump.next() * x) + tailLevel * air.next(tail.next() * x))
    }
  }
}
