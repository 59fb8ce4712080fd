import Numerics

/// What else is heard where a recording was made.
struct Background {
  private enum Kind { case traffic, wind, hiss, room }

  private let kind: Kind
  private let colour: Float
  private let gusts: Float
  private let passerBy: (any Voice)?
  private let passerByLevel: Float

  init(_ character: inout Philox) {
    kind = character.choice([(.traffic, 4), (.wind, 2), (.hiss, 2), (.room, 3)])
    colour = character.logarithmic(in: 0.5...2)
    gusts = character.logarithmic(in: 0.1...1.5)
    passerByLevel = amplitude(decibels: character.number(in: -15...1))
    let passerByLabel = character.element(of: UrbanSoundClass.allCases)
    passerBy = character.happens(0.45) ? passerByLabel.voice(character: &character) : nil
  }

  /// A moment of it at a loudness of 1.
  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var samples = noise(frames: frames, rate: rate, moment: &moment)
    normalise(&samples, rate: rate)
    if let passerBy {
      var other = passerBy.sound(frames: frames, rate: rate, moment: &moment)
      normalise(&other, rate: rate)
      for i in samples.indices { samples[i] += passerByLevel * other[i] }
      normalise(&samples, rate: rate)
    }
    return samples
  }

  private func noise(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var pink = PinkNoise(&moment)
    var white = WhiteNoise(&moment)
    var swell = Wobble(frequency: gusts, rate: rate, &moment)
    var filter =
      switch kind {
      case .traffic: Biquad.lowPass(400 * colour, q: 0.5, rate: rate)
      case .wind: Biquad.lowPass(180 * colour, rate: rate)
      case .hiss: Biquad.highPass(500 * colour, q: 0.5, rate: rate)
      case .room: Biquad.lowPass(2500 * colour, q: 0.5, rate: rate)
      }
    let depth: Float =
      switch kind {
      case .traffic: 0.5
      case .wind: 0.9
      case .hiss: 0.05
      case .room: 0.2
      }
    var samples = [Float](repeating: 0, count: frames)
    for i in samples.indices {
      let source = kind == .hiss ? white.next() : pink.next()
      samples[i] = (1 + depth * swell.next()) * (filter.next(source) + 0.02 * source)
    }
    return samples
  }
}

/// Scales a sound to a loudness of 1; silence stays as it is.
func normalise(_ samples: inout [Float], to level: Float = 1, rate: Float) {
  let gain = level / max(loudness(samples, rate: rate), 1e-9)
  for i in samples.indices { samples[i] *= gain }
}
