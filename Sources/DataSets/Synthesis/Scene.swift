import Numerics

/// Where and with what a recording was made: distance, walls, surroundings, microphone.
struct Scene {
  private let voice: any Voice
  private let background: Background
  private let signalToNoise: Float
  private let distance: Biquad
  private let reverb: Reverb
  private let microphone: Microphone
  private let level: Float
  private let rate: Float

  init(label: UrbanSoundClass, salience: Int, rate: Float, _ character: inout Philox) {
    voice = label.voice(character: &character)
    background = Background(&character)
    let decibels: ClosedRange<Float> = salience == 1 ? 0...21 : -11...1
    signalToNoise = amplitude(decibels: character.number(in: decibels))
    // Air takes the high frequencies of what is far away.
    distance = .lowPass(character.logarithmic(in: 1800...12_000), q: 0.5, rate: rate)
    reverb = Reverb(
      size: character.logarithmic(in: 0.02...0.09), decay: character.logarithmic(in: 0.15...1.8),
      damping: character.number(in: 0.1...0.7), wet: character.logarithmic(in: 0.05...0.6),
      rate: rate)
    microphone = Microphone(rate: rate, &character)
    level = amplitude(decibels: character.number(in: -32 ... -12))
    self.rate = rate
  }

  /// A moment of the recording, mono, full scale ±1.
  func sound(frames: Int, moment: inout Philox) -> [Float] {
    var samples = voice.sound(frames: frames, rate: rate, moment: &moment)
    var air = distance
    air.filter(&samples)
    reverb.apply(to: &samples)
    normalise(
      &samples, to: signalToNoise * amplitude(decibels: moment.number(in: -2...2)), rate: rate)
    let surroundings = background.sound(frames: frames, rate: rate, moment: &moment)
    var microphone = microphone
    for i in samples.indices { samples[i] = microphone.next(samples[i] + surroundings[i]) }
    normalise(&samples, to: level, rate: rate)
    return samples
  }
}

/// What a microphone, and what lies between it and the sound, do to a spectrum.
private struct Microphone {
  private var lowCut: Biquad
  private var tilt: Biquad
  private var resonance: Biquad

  init(rate: Float, _ character: inout Philox) {
    lowCut = .highPass(character.logarithmic(in: 25...250), rate: rate)
    tilt = .highShelf(
      character.logarithmic(in: 600...3000), decibels: character.number(in: -12...10), rate: rate)
    resonance = .peak(
      character.logarithmic(in: 150...6000), q: character.logarithmic(in: 0.4...2.5),
      decibels: character.number(in: -10...12), rate: rate)
  }

  // In one pass, for then a CPU works at the three recurrences at once.
  @inline(__always)
  mutating func next(_ x: Float) -> Float {
    resonance.next(tilt.next(lowCut.next(x)))
  }
}
