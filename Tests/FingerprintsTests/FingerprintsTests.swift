import Fingerprints
import Numerics
import Perturbations
import Testing

@Suite struct FingerprintsTests {
  private let rate = Landmarks.sampleRate

  /// Notes of chance on a faint noise, as sounds are that last some seconds.
  private func sound(seed: UInt64, seconds: Double = 4) -> [Float] {
    var random = Philox(seed: seed, purpose: "sound")
    var sound = (0..<Int(seconds * Double(rate))).map { _ in Float(random.normal()) * 0.003 }
    for _ in 0..<Int(seconds * 12) {
      let start = random.uniform(below: sound.count)
      let step = Float(0.05 + 2.5 * random.uniform())
      let end = min(sound.count, start + rate / 4)
      for place in start..<end {
        let age = Float(place - start) / Float(end - start)
        sound[place] += 0.2 * (1 - age) * sine(step * Float(place - start))
      }
    }
    return sound
  }

  /// A parabola a half wave, which is all that a test needs of one.
  private func sine(_ phase: Float) -> Float {
    let turn = phase / (2 * .pi)
    let x = 2 * (turn - turn.rounded(.down)) - 1
    return 4 * x * (1 - abs(x))
  }

  private func match(_ first: [Float], _ second: [Float]) -> LandmarkIndex.Match? {
    LandmarkIndex([Landmarks(of: first), Landmarks(of: second)]).matches(of: 0) { _ in true }.first
  }

  @Test func findsWhereASoundLiesInAnother() throws {
    let whole = sound(seed: 1)
    let cut = Array(whole[5_003...]).map { -0.25 * $0 }
    let found = try #require(match(whole, cut))
    #expect(abs(found.lag - 5_003) <= Landmarks.hopLength)
    let alignment = try #require(Alignment(of: whole, cut, near: found.lag, within: 256))
    #expect(alignment.lag == 5_003)
    #expect(alignment.correlation > 0.9999)
    #expect(abs(alignment.shared - cut.count) < rate / 4)
    // The other way round it begins before.
    let back = try #require(Alignment(of: cut, whole, near: -found.lag, within: 256))
    #expect(back.lag == -5_003)
  }

  @Test(arguments: [
    (Perturbation.whiteNoise, 1), (.vorbis, 5), (.gain, 5), (.sampleRate, 4), (.lowPass, 3),
  ])
  func knowsASoundAgain(perturbation: Perturbation, severity: Int) throws {
    let whole = sound(seed: 2)
    var draws = perturbation.draws(seed: 1, clip: "clip")
    let changed = perturbation.change(severity: severity, sampleRate: rate)
      .applied(to: whole, &draws)
    let found = try #require(match(whole, changed))
    let alignment = try #require(Alignment(of: whole, changed, near: found.lag, within: 256))
    #expect(alignment.shared > 2 * rate, "\(alignment)")
  }

  @Test func othersHaveNothingInCommon() {
    for seed in 3..<13 {
      let (first, second) = (sound(seed: UInt64(seed)), sound(seed: UInt64(seed + 100)))
      #expect(match(first, second) == nil)
      #expect(Alignment(of: first, second, near: 0, within: 256).map(\.shared) ?? 0 <= rate / 2)
    }
  }

  /// Mains hum is louder than all else in many a recording.
  @Test func aHumInCommonIsNoSoundInCommon() {
    func humming(_ seed: UInt64) -> [Float] {
      sound(seed: seed).enumerated().map { $1 * 0.1 + 0.3 * sine(Float($0) * 2 * .pi * 50 / 8_000) }
    }
    let alignment = Alignment(of: humming(1), humming(2), near: 0, within: 256)
    #expect(alignment.map(\.shared) ?? 0 <= rate / 4)
  }

  @Test func aPartInCommonIsFound() throws {
    let part = sound(seed: 20, seconds: 2)
    let first = sound(seed: 21, seconds: 2) + part
    let second = part + sound(seed: 22, seconds: 2)
    let found = try #require(match(first, second))
    let alignment = try #require(Alignment(of: first, second, near: found.lag, within: 256))
    #expect(alignment.lag == 2 * rate)
    #expect(abs(alignment.shared - 2 * rate) <= rate / 2)
  }

  @Test func silenceAndMomentsHaveNoLandmarks() {
    #expect(Landmarks(of: []).count == 0)
    #expect(Landmarks(of: [Float](repeating: 0, count: 32_000)).count == 0)
    #expect(Landmarks(of: Array(sound(seed: 1).prefix(500))).count == 0)
    #expect(Alignment(of: [], [], near: 0, within: 256) == nil)
    #expect(Alignment(of: [1], [1, 2], near: 900, within: 2) == nil)
  }
}
