import Numerics

/// Air through a grille, a blower's blades and the mains' hum: steady for as long as one listens.
struct AirConditioner: Voice {
  private let hum: SIMD4<Float>
  private let humLevels: SIMD4<Float>
  private let grille: SIMD4<Float>
  private let grilleGains: SIMD4<Float>
  private let breath: Float
  private let flutterRate: Float
  private let flutterDepth: Float

  init(character: inout Philox) {
    hum =
      character.element(of: [50, 60, 100, 120]) * character.number(in: 0.97...1.03)
      * [1, 2, 3, 5]
    humLevels = [
      character.logarithmic(in: 0.02...0.3), character.logarithmic(in: 0.02...0.3),
      character.logarithmic(in: 0.02...0.3), character.logarithmic(in: 0.02...0.3),
    ]
    grille = [
      character.logarithmic(in: 120...500), character.logarithmic(in: 400...1500),
      character.logarithmic(in: 1200...3500), character.logarithmic(in: 3000...8000),
    ]
    grilleGains = [
      character.number(in: 0.5...2), character.number(in: 0.5...2),
      character.number(in: 0.3...2), character.number(in: 0.2...2),
    ]
    breath = character.number(in: 0.3...1)
    flutterRate = character.logarithmic(in: 0.3...2)
    flutterDepth = character.number(in: 0...0.15)
  }

  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var noise = PinkNoise(&moment)
    var body = Resonators(
      frequencies: grille, bandwidths: 0.3 * grille, gains: grilleGains, rate: rate)
    var mains = SineBank(frequencies: hum, levels: humLevels, rate: rate)
    var flutter = Wobble(frequency: flutterRate, rate: rate, &moment)
    var samples = [Float](repeating: 0, count: frames)
    for i in samples.indices {
      let air = noise.next()
      let swell = 1 + flutterDepth * flutter.next()
      samples[i] = swell * (breath * air + body.next(air)) + mains.next()
    }
    return samples
  }
}
