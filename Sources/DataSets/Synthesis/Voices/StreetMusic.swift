import Glibc
import Numerics

/// A busker's tune in one key and tempo: melody, chords and bass, plucked or blown.
struct StreetMusic: Voice {
  private enum Instrument { case guitar, accordion, flute }

  private let instrument: Instrument
  private let tonic: Float
  private let scale: [Int]
  private let beat: Float
  private let hasBass: Bool
  private let drum: Float

  init(character: inout Philox) {
    instrument = character.choice([(.guitar, 4), (.accordion, 4), (.flute, 2)])
    tonic = 440 * exp2f(Float(character.uniform(below: 12) - 12) / 12)
    scale = character.element(of: [
      [0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10], [0, 2, 4, 7, 9], [0, 3, 5, 7, 10],
    ])
    beat = 60 / character.logarithmic(in: 70...150)
    hasBass = character.happens(0.6)
    drum = character.happens(0.4) ? character.logarithmic(in: 0.1...0.6) : 0
  }

  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var samples = [Float](repeating: 0, count: frames)
    var degree = moment.uniform(below: scale.count)
    var chord = 0
    var time = -beat * moment.number(in: 0...1)
    var count = 0
    while time * rate < Float(frames) {
      if count % 4 == 0 {
        chord = moment.element(of: [0, 3, 4, 5])
        for third in [0, 2, 4] {
          play(
            chord + third - scale.count, from: time, beats: 4, level: 0.35, &samples, rate, &moment)
        }
        if hasBass {
          play(chord - 2 * scale.count, from: time, beats: 4, level: 0.8, &samples, rate, &moment)
        }
      }
      if drum > 0 { strike(at: time, &samples, rate, &moment) }
      // A beat of one note, two, or three.
      let notes = moment.choice([(1, 4), (2, 5), (3, 1)])
      for note in 0..<notes {
        degree = min(max(degree + moment.uniform(below: 5) - 2, -3), scale.count + 3)
        let begin = time + beat * Float(note) / Float(notes)
        play(degree, from: begin, beats: 1 / Float(notes), level: 1, &samples, rate, &moment)
      }
      count += 1
      time += beat
    }
    return samples
  }

  /// A note of the scale, `degree` steps above the tonic.
  private func play(
    _ degree: Int, from begin: Float, beats: Float, level: Float, _ samples: inout [Float],
    _ rate: Float, _ moment: inout Philox
  ) {
    let octave = degree >= 0 ? degree / scale.count : (degree + 1) / scale.count - 1
    let semitones = scale[degree - octave * scale.count] + 12 * octave
    let pitch = tonic * exp2f(Float(semitones) / 12)
    let seconds = beats * beat * (instrument == .guitar ? 1.5 : 0.95)
    let first = Int(begin * rate)
    let range = max(first, 0)..<max(min(first + Int(seconds * rate), samples.count), max(first, 0))
    switch instrument {
    case .guitar: pluck(pitch, range, level: 2.5 * level, &samples, rate, &moment)
    case .accordion: blow(pitch, range, level, brightness: 0.8, vibrato: 0.002, &samples, rate)
    case .flute: blow(pitch, range, level, brightness: 0.15, vibrato: 0.008, &samples, rate)
    }
  }

  /// A string: a delay line of one period that loses its high frequencies as it goes round
  /// (Karplus and Strong, 1983).
  private func pluck(
    _ pitch: Float, _ range: Range<Int>, level: Float, _ samples: inout [Float], _ rate: Float,
    _ moment: inout Philox
  ) {
    var noise = WhiteNoise(&moment)
    var string = (0..<max(Int(rate / pitch), 2)).map { _ in level * noise.next() }
    var position = 0
    var last = string[string.count - 1]
    for i in range {
      let current = string[position]
      samples[i] += current
      string[position] = 0.498 * (current + last)
      last = current
      position = position + 1 == string.count ? 0 : position + 1
    }
  }

  private func blow(
    _ pitch: Float, _ range: Range<Int>, _ level: Float, brightness: Float, vibrato: Float,
    _ samples: inout [Float], _ rate: Float
  ) {
    var reed = Oscillator()
    var hand = Oscillator()
    var swell = Swell(count: range.count, attack: 0.03, release: 0.05, rate: rate)
    let (step, sway) = (pitch / rate, 5.5 / rate)
    for i in range {
      let saw = reed.sawtooth(step * (1 + vibrato * hand.sine(sway)))
      let round = abs(2 * reed.phase - 1) * 2 - 1
      samples[i] += level * swell.next() * (brightness * saw + (1 - brightness) * round)
    }
  }

  private func strike(
    at time: Float, _ samples: inout [Float], _ rate: Float, _ moment: inout Philox
  ) {
    var noise = WhiteNoise(&moment)
    var skin = Pluck(attack: 0.001, decay: 0.12, rate: rate)
    let first = max(Int(time * rate), 0)
    for i in first..<max(min(first + Int(0.12 * rate), samples.count), first) {
      samples[i] += drum * skin.next() * noise.next()
    }
  }
}
