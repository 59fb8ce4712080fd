import Numerics

/// Barks in groups, from a lapdog's yap to a shepherd's woof.
struct DogBark: Voice {
  private let pitch: Float
  private let leap: Float
  private let throat: Throat
  private let seconds: Float
  private let pause: Float
  private let most: Int

  init(character: inout Philox) {
    // The bigger the dog, the lower its voice and its formants.
    let size = character.logarithmic(in: 0.6...1.7)
    pitch = 380 / size * character.number(in: 0.85...1.15)
    leap = character.number(in: 1.3...2.2)
    let stretch = 1 / size.squareRoot()
    throat = Throat(
      formants: stretch * [
        character.number(in: 600...1000), character.number(in: 1300...2000),
        character.number(in: 2500...3200), character.number(in: 3500...5000),
      ],
      breath: character.number(in: 0.1...0.5))
    seconds = size.squareRoot() * character.number(in: 0.09...0.2)
    pause = character.logarithmic(in: 0.12...0.4)
    most = character.uniform(below: 4) + 1
  }

  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var samples = [Float](repeating: 0, count: frames)
    var time = moment.number(in: 0...0.3) * Float(frames) / rate
    while time * rate < Float(frames) {
      for _ in 0..<moment.uniform(below: most) + 1 {
        let length = seconds * moment.number(in: 0.8...1.2)
        let start = pitch * moment.number(in: 0.85...1.15)
        throat.utter(
          pitches: (start, start * leap, start * moment.number(in: 0.7...1)),
          at: Int(time * rate), count: Int(length * rate), level: moment.number(in: 0.6...1),
          attack: 0.008, release: 0.7 * length, into: &samples, rate: rate, moment: &moment)
        time += length + pause * moment.number(in: 0.7...1.4)
      }
      time += moment.logarithmic(in: 0.3...1.6)
    }
    return samples
  }
}
