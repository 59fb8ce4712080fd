import Numerics

/// A few children who call, laugh and shriek over one another.
struct ChildrenPlaying: Voice {
  private struct Child {
    let pitch: Float
    let throat: SIMD4<Float>
    let liveliness: Float
    let distance: Float

    init(_ character: inout Philox) {
      pitch = character.logarithmic(in: 260...480)
      let size = character.number(in: 0.85...1.2)
      throat = size * [700, 1600, 3100, 4300]
      liveliness = character.logarithmic(in: 0.3...1.2)
      distance = character.logarithmic(in: 0.25...1)
    }
  }

  private let children: [Child]

  init(character: inout Philox) {
    children = (0..<character.uniform(below: 4) + 2).map { _ in Child(&character) }
  }

  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float] {
    var samples = [Float](repeating: 0, count: frames)
    for (index, child) in children.enumerated() {
      let wait = index == 0 ? 0.2 * Float(frames) / rate : child.liveliness
      var time = moment.number(in: 0...wait)
      while time * rate < Float(frames) {
        time = sentence(of: child, from: time, into: &samples, rate, &moment)
        time += child.liveliness * moment.logarithmic(in: 0.3...3)
      }
    }
    return samples
  }

  /// A run of syllables; returns when it ends.
  private func sentence(
    of child: Child, from begin: Float, into samples: inout [Float], _ rate: Float,
    _ moment: inout Philox
  ) -> Float {
    enum Mood { case calling, laughing, shrieking }
    let mood = moment.choice([(Mood.calling, 6), (.laughing, 2), (.shrieking, 2)])
    let syllables = mood == .shrieking ? 1 : moment.uniform(below: 5) + 2
    var (time, pitch) = (begin, child.pitch * moment.number(in: 0.9...1.4))
    for _ in 0..<syllables {
      let seconds: Float
      switch mood {
      case .calling: seconds = moment.logarithmic(in: 0.1...0.45)
      case .laughing: seconds = 0.11
      case .shrieking:
        seconds = moment.number(in: 0.3...0.9)
        pitch *= moment.number(in: 1.8...2.6)
      }
      let vowel = SIMD4<Float>(
        moment.logarithmic(in: 0.6...1.4), moment.logarithmic(in: 0.7...1.5), 1, 1)
      let throat = Throat(
        formants: child.throat * vowel, breath: mood == .laughing ? 0.35 : 0.08)
      throat.utter(
        pitches: (
          pitch * moment.number(in: 0.8...1.1), pitch * moment.number(in: 0.95...1.35),
          pitch * moment.number(in: 0.7...1.1)
        ),
        at: Int(time * rate), count: Int(seconds * rate),
        level: child.distance * moment.number(in: 0.5...1), attack: 0.03, release: 0.3 * seconds,
        into: &samples, rate: rate, moment: &moment)
      time += seconds * (mood == .laughing ? 1.6 : moment.number(in: 1...1.4))
      pitch *= mood == .laughing ? 0.97 : moment.number(in: 0.88...1.12)
    }
    return time
  }
}
