import Numerics

/// Two disc horns a third apart, blown short or long by an impatient hand.
struct CarHorn: Voice {
  private let pitches: [Float]
  private let disc: SIMD4<Float>
  private let isLong: Bool
  private let brightness: Float

  init(character: inout Philox) {
    let low = character.logarithmic(in: 290...480)
    let interval = character.element(of: [1.189, 1.26, 1.25, 1.335] as [Float])
    pitches = character.happens(0.8) ? [low, low * interval] : [low]
    disc = [
      character.logarithmic(in: 700...1100), character.logarithmic(in: 1400...2200),
      character.logarithmic(in: 2400...3400), character.logarithmic(in: 3500...5500),
    ]
    isLong = character.happens(0.5)
    brightness = character.number(in: 0.5...2)
  }

  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var samples = [Float](repeating: 0, count: frames)
    var begin = Int(moment.number(in: 0...0.3) * Float(frames))
    while begin < frames {
      let seconds = isLong ? moment.number(in: 0.7...3) : moment.logarithmic(in: 0.09...0.5)
      let count = min(Int(seconds * rate), frames - begin)
      for pitch in pitches { blow(pitch, at: begin, count: count, into: &samples, rate, &moment) }
      let pause = isLong ? moment.number(in: 0.3...1.5) : moment.logarithmic(in: 0.08...0.8)
      begin += count + Int(pause * rate)
    }
    return samples
  }

  private func blow(
    _ pitch: Float, at begin: Int, count: Int, into samples: inout [Float], _ rate: Float,
    _ moment: inout Philox
  ) {
    var membrane = Oscillator(phase: moment.number(in: 0...0.999))
    var body = Resonators(
      frequencies: disc, bandwidths: 0.25 * disc, gains: [1, 1.5, 1, 0.6] * brightness, rate: rate)
    var swell = Swell(count: count, attack: 0.012, release: 0.03, rate: rate)
    // The membrane is slow to reach its pitch.
    var flatness: Float = 0.04
    let settling = 1 - 1 / (0.02 * rate)
    for i in begin..<begin + count {
      let wave = membrane.sawtooth(pitch * (1 - flatness) / rate)
      flatness *= settling
      samples[i] += swell.next() * (0.3 * wave + body.next(wave))
    }
  }
}
