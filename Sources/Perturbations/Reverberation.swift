import Fourier
import Glibc
import Numerics

/// A room that is made: the sound itself, and after it noise that decays exponentially (Moorer, "About this
/// reverberation business", Computer Music Journal 1979), of as much energy as the sound.
package struct Reverberation: SoundChange {
  /// Until the noise is 60 dB fainter, in samples.
  private let time: Double

  /// Seconds: a chamber, a room, a hall, a church, a cave.
  static let times: [Double] = [0.2, 0.4, 0.8, 1.6, 3.2]

  package init(time: Double, sampleRate: Int) {
    self.time = time * Double(sampleRate)
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    Room.heard(samples, in: response(&draws))
  }

  /// The impulse, then the noise that decays.
  package func response(_ draws: inout Philox) -> [Float] {
    let rate = 3 * log(10) / time
    var response = (0..<max(2, Int(time))).map { index in
      index == 0 ? 0 : Float(draws.normal() * exp(-rate * Double(index)))
    }
    let energy = response.reduce(0.0) { $0 + Double($1) * Double($1) }
    let scale = Float(1 / energy.squareRoot())
    for index in response.indices { response[index] *= scale }
    response[0] = 1
    return response
  }
}
