import Numerics

/// A horn's tone that wails, yelps or changes between two notes, and passes by.
struct Siren: Voice {
  private enum Pattern { case wail, yelp, twoTone }

  private let pattern: Pattern
  private let low: Float
  private let high: Float
  private let sweeps: Float
  private let brightness: Float
  private let horn: SIMD4<Float>

  init(character: inout Philox) {
    pattern = character.choice([(.wail, 5), (.yelp, 3), (.twoTone, 3)])
    switch pattern {
    case .wail:
      low = character.logarithmic(in: 420...700)
      high = low * character.number(in: 1.7...2.6)
      sweeps = character.logarithmic(in: 0.12...0.4)
    case .yelp:
      low = character.logarithmic(in: 500...800)
      high = low * character.number(in: 1.5...2.4)
      sweeps = character.logarithmic(in: 1.5...5)
    case .twoTone:
      low = character.logarithmic(in: 360...600)
      high = low * character.number(in: 1.2...1.4)
      sweeps = character.logarithmic(in: 0.4...1)
    }
    brightness = character.logarithmic(in: 0.1...1)
    horn = [
      character.logarithmic(in: 500...900), character.logarithmic(in: 1000...1800),
      character.logarithmic(in: 1900...3000), character.logarithmic(in: 3000...5000),
    ]
  }

  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var samples = [Float](repeating: 0, count: frames)
    var tone = Oscillator()
    var mouth = Resonators(
      frequencies: horn, bandwidths: 0.4 * horn, gains: [1, 1, 0.7, 0.5], rate: rate)
    var sweep = Oscillator(phase: moment.number(in: 0...0.999))
    var passing = Wobble(frequency: 0.15, rate: rate, &moment)
    for i in samples.indices {
      let near = passing.next()
      let pitch = (low + (high - low) * height(&sweep, step: sweeps / rate)) * (1 + 0.03 * near)
      let wave = tone.sawtooth(pitch / rate)
      let round = abs(2 * tone.phase - 1) * 2 - 1
      samples[i] = (1 + 0.7 * near) * (round + brightness * mouth.next(wave))
    }
    return samples
  }

  /// Where between low, 0, and high, 1.
  private func height(_ sweep: inout Oscillator, step: Float) -> Float {
    switch pattern {
    case .wail: return 0.5 + 0.5 * sweep.sine(step)
    case .yelp:
      _ = sweep.advance(by: step)
      return sweep.phase < 0.8 ? sweep.phase / 0.8 : (1 - sweep.phase) / 0.2
    case .twoTone:
      _ = sweep.advance(by: step)
      return sweep.phase < 0.5 ? 0 : 1
    }
  }
}
