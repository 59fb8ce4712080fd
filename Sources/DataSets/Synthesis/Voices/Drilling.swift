import Numerics

/// A drill's motor and gears, which spin up, bite, sag under load and run down.
struct Drilling: Voice {
  private let pitch: Float
  private let gear: Float
  private let wall: SIMD4<Float>
  private let grit: Float
  private let isHammer: Bool
  private let spinUp: Float

  init(character: inout Philox) {
    pitch = character.logarithmic(in: 130...420)
    gear = character.number(in: 2.3...5.7)
    wall = [
      character.logarithmic(in: 300...900), character.logarithmic(in: 1000...2000),
      character.logarithmic(in: 2000...4000), character.logarithmic(in: 4000...8000),
    ]
    grit = character.number(in: 0.3...1.6)
    isHammer = character.happens(0.35)
    spinUp = character.logarithmic(in: 0.12...0.5)
  }

  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var samples = [Float](repeating: 0, count: frames)
    var motor = Oscillator()
    var teeth = Oscillator()
    var noise = WhiteNoise(&moment)
    var load = Wobble(frequency: moment.logarithmic(in: 0.4...2.5), rate: rate, &moment)
    var body = Resonators(
      frequencies: wall, bandwidths: 0.4 * wall, gains: [1, 1.2, 1, 0.8], rate: rate)
    // Half of the moments begin while the drill is at full speed.
    var speed: Float = moment.happens(0.5) ? 1 : 0
    var isPressed = true
    var next = Int(moment.logarithmic(in: 0.8...6) * rate)
    let (up, down) = (1 / (spinUp * rate), 1 / (2.5 * spinUp * rate))
    for i in samples.indices {
      if i == next {
        isPressed.toggle()
        next += Int(
          (isPressed ? moment.logarithmic(in: 0.8...6) : moment.number(in: 0.2...0.9)) * rate)
      }
      speed = isPressed ? min(speed + up, 1) : max(speed - down, 0)
      let step = pitch * speed * (1 + 0.08 * load.next()) / rate
      let whine = motor.sawtooth(max(step, 1e-5)) + 0.5 * teeth.sine(gear * step)
      // Grit comes in the rhythm of the revolutions, a hammer's at a fraction of them.
      let chatter = isHammer ? (1 - motor.phase) * 1.6 : 0.6 + 0.4 * motor.phase
      samples[i] = speed * (0.35 * whine + body.next(grit * chatter * noise.next() + 0.5 * whine))
    }
    return samples
  }
}
