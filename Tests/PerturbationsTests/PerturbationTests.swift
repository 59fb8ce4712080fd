import Audio
import Foundation
import Fourier
import Numerics
import Testing

import Perturbations

@Suite struct PerturbationTests {
  /// A tone between two silences, as short clips are.
  private let sound =
    [Float](repeating: 0, count: 8_000) + sine(440)
    + [Float](
      repeating: 0, count: 4_000)

  private static let recordings = [
    (0..<9_000).map { Float(sin(Double($0) / 7) * (1 + sin(Double($0) / 500))) }
  ]

  private func perturbed(
    _ perturbation: Perturbation, _ severity: Int, _ sound: [Float], clip: String = "a.wav",
    seed: UInt64 = 0
  ) -> [Float] {
    var draws = perturbation.draws(seed: seed, clip: clip)
    return perturbation.change(
      severity: severity, sampleRate: 22_050,
      recordings: perturbation.needsRecordings ? Self.recordings : []
    ).applied(to: sound, &draws)
  }

  @Test(arguments: Perturbation.allCases, Perturbation.severities)
  func theSameClipAndSeedGiveTheSame(perturbation: Perturbation, severity: Int) {
    let once = perturbed(perturbation, severity, sound)
    #expect(once == perturbed(perturbation, severity, sound))
    #expect(once != sound)
    #expect(once.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [Perturbation.whiteNoise, .pinkNoise, .background, .reverberation])
  func anotherClipOrSeedGivesAnother(perturbation: Perturbation) {
    let one = perturbed(perturbation, 3, sound)
    #expect(one != perturbed(perturbation, 3, sound, clip: "b.wav"))
    #expect(one != perturbed(perturbation, 3, sound, seed: 1))
  }

  @Test(arguments: Perturbation.allCases) func silenceStaysSilent(perturbation: Perturbation) {
    let silence = [Float](repeating: 0, count: 5_000)
    let after = perturbed(perturbation, 5, silence)
    // A codec may leave a hiss that nobody hears; zero is no step of a logarithmic scale.
    #expect(after.allSatisfy { abs($0) < 1e-4 } || Set(after).count == 1)
  }

  @Test(arguments: Perturbation.allCases) func aFewSamplesAreNoTrap(perturbation: Perturbation) {
    for count in [0, 1, 2, 511] {
      let sound = (0..<count).map { Float($0 % 3) - 1 }
      #expect(perturbed(perturbation, 5, sound).allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: [Perturbation.whiteNoise, .pinkNoise, .background], Perturbation.severities)
  func theRatioMeasuredIsTheOneAskedFor(perturbation: Perturbation, severity: Int) {
    let noisy = perturbed(perturbation, severity, sound)
    let noise = zip(noisy, sound).map { $0 - $1 }
    let level = ActiveLevel(sound)
    let ratio = 10 * log10(level.power / ActiveLevel.power(of: noise, over: level.frames))
    #expect(abs(ratio - [20, 15, 10, 5, 0][severity - 1]) < 0.01)
  }

  @Test func theLevelIsThatOfTheToneAlone() {
    #expect(abs(ActiveLevel(sound).power / 0.125 - 1) < 0.05)
    #expect(ActiveLevel([Float](repeating: 0, count: 9_000)).power == 0)
  }

  @Test func aBackgroundThatIsSilentWhereTheSoundIsStillAddsNoise() {
    let background = [Float](repeating: 0, count: 100_000) + sine(1_000, seconds: 0.1)
    var draws = Perturbation.background.draws(seed: 0, clip: "a")
    let noisy = AddedNoise(.recordings([background]), ratio: 0).applied(to: sine(440), &draws)
    #expect(noisy.allSatisfy { $0.isFinite })
  }

  @Test func pinkNoiseFallsByThreeDecibelsAnOctave() {
    let count = 1 << 17
    var draws = Perturbation.pinkNoise.draws(seed: 3, clip: "noise")
    // Full scale's impulse is lost in noise at −40 dB.
    var impulse = [Float](repeating: 0, count: count)
    for index in stride(from: 0, to: count, by: ActiveLevel.frameLength) { impulse[index] = 1e-3 }
    let noisy = AddedNoise(.pink, ratio: -40).applied(to: impulse, &draws)
    let transform = RealTransform.of(count)
    var spectrum = [Complex](repeating: .zero, count: transform.bins)
    transform.spectrum(of: noisy, into: &spectrum)
    func power(_ octave: Int) -> Double {
      let bins = (1 << octave)..<(2 << octave)
      return bins.reduce(0.0) { $0 + pow(Double(spectrum[$1].magnitude), 2) } / Double(bins.count)
    }
    // As much in each octave: half of the power a bin, 3.01 dB.
    for octave in 10...14 {
      #expect(abs(10 * log10(power(octave) / power(octave + 1)) - 3.01) < 0.6)
    }
  }

  @Test(arguments: [3.0, -5, 12]) func aShiftedToneIsWhereItShouldBe(semitones: Double) {
    let shift = PitchShift(semitones: abs(semitones), sampleRate: 22_050)
    let shifted = shift.shifted(sine(600, seconds: 2), by: semitones)
    #expect(shifted.count == 44_100)
    #expect(abs(strongest(shifted) - 600 * pow(2, semitones / 12)) < 2)
  }

  @Test(arguments: [0.5, 0.8, 1.25, 2]) func aStretchedToneLastsOtherwiseAndKeepsItsPitch(
    rate: Double
  ) {
    let stretched = PhaseVocoder.stretched(sine(600, seconds: 2), rate: rate)
    #expect(stretched.count == Int((44_100 / rate).rounded()))
    #expect(abs(strongest(stretched) - 600) < 2)
  }

  /// The frequency of the strongest coefficient, in Hz.
  private func strongest(_ samples: [Float]) -> Double {
    let transform = RealTransform.of(samples.count)
    var spectrum = [Complex](repeating: .zero, count: transform.bins)
    transform.spectrum(of: samples, into: &spectrum)
    let bin = spectrum.indices.max { spectrum[$0].magnitude < spectrum[$1].magnitude }!
    return Double(bin) * 22_050 / Double(samples.count)
  }

  @Test func aClippedSoundHasTheShareOfItsLoudestSamplesCut() {
    let clipped = perturbed(.clipping, 4, sine(440.37))
    let limit = clipped.map(abs).max()!
    let share = clipped.filter { abs($0) == limit }.count
    #expect(abs(Double(share) / 22_050 - 0.2) < 0.01)
  }

  @Test func theMadeRoomDecaysBySixtyDecibels() {
    var draws = Perturbation.reverberation.draws(seed: 0, clip: "room")
    let response = Reverberation(time: 0.4, sampleRate: 22_050).response(&draws)
    func level(_ range: Range<Int>) -> Double {
      10 * log10(ActiveLevel.power(of: response, over: [range]))
    }
    #expect(response[0] == 1)
    let decay = level(1..<882) - level(7_938..<8_820)
    // 60 dB over 8,820 samples: 54 from the middle of the first tenth to that of the last.
    #expect(abs(decay - 54) < 1)
  }

  @Test func aRoomHeardOnlyAtItsDirectSoundIsNone() {
    let impulse: [Float] = [0, 0, 0, 0.5, 0, 0]
    var draws = Perturbation.impulseResponse.draws(seed: 0, clip: "a")
    let heard = Room([impulse], share: 1).applied(to: sound, &draws)
    #expect(difference(Array(heard.prefix(sound.count)), sound) < 1e-5)
  }

  @Test func shiftedSoundsKeepTheirLength() {
    let shifted = perturbed(.timeShift, 5, sound)
    #expect(shifted.count == sound.count)
    #expect(
      Set([shifted.prefix(1_000), shifted.suffix(1_000)].map { $0.allSatisfy { $0 == 0 } }) != [
        false
      ])
  }

  @Test func vorbisLeavesWhatIsHeard() {
    let coded = perturbed(.vorbis, 1, sound)
    #expect(coded.count == sound.count)
    let lost = zip(coded, sound).map { $0 - $1 }
    let level = ActiveLevel(sound)
    #expect(ActiveLevel.power(of: lost, over: level.frames) < level.power / 30)
  }
}
