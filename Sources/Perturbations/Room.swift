import Fourier
import Numerics

/// The sound as heard in one of the rooms whose responses are given, mixed with the sound itself.
package struct Room: SoundChange {
  private let responses: [[Float]]
  /// The room's share of the mixture.
  private let share: Float

  static let shares: [Float] = [0.2, 0.4, 0.6, 0.8, 1]

  package init(_ responses: [[Float]], share: Float) {
    self.responses = responses
    self.share = share
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    guard !responses.isEmpty else { return samples }
    let response = responses[draws.uniform(below: responses.count)]
    // From the direct sound on, so that the room adds no delay.
    let direct = response.indices.max { abs(response[$0]) < abs(response[$1]) } ?? 0
    var heard = Self.heard(samples, in: Array(response[direct...]))
    for index in heard.indices {
      heard[index] =
        share * heard[index] + (index < samples.count ? (1 - share) * samples[index] : 0)
    }
    return heard
  }

  /// The convolution, as loud as the sound was over its length.
  static func heard(_ samples: [Float], in response: [Float]) -> [Float] {
    var heard = SpectralFilter.convolution(samples, response)
    let before = ActiveLevel.power(of: samples, over: [samples.indices])
    let after = ActiveLevel.power(of: heard, over: [samples.indices])
    guard after > 0 else { return samples }
    let factor = Float((before / after).squareRoot())
    for index in heard.indices { heard[index] *= factor }
    return heard
  }
}
