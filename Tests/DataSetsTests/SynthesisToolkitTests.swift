import DataSets
import Glibc
import Testing

@Suite struct SynthesisToolkitTests {
  /// The amplitude of a filter's answer to a sine, once it has settled.
  private func gain(at frequency: Float, rate: Float = 22_050, _ next: (Float) -> Float) -> Float {
    var peak: Float = 0
    for i in 0..<8000 {
      let y = next(sinf(2 * .pi * frequency * Float(i) / rate))
      if i > 4000 { peak = max(peak, abs(y)) }
    }
    return peak
  }

  @Test func filtersPassWhatTheirNamesSay() {
    var low = Biquad.lowPass(1000, rate: 22_050)
    var high = Biquad.highPass(1000, rate: 22_050)
    var band = Biquad.bandPass(1000, q: 5, rate: 22_050)
    var peak = Biquad.peak(1000, q: 1, decibels: 6, rate: 22_050)
    var shelf = Biquad.highShelf(1000, decibels: -12, rate: 22_050)
    #expect(abs(gain(at: 1000) { low.next($0) } - 0.7071) < 0.01)
    #expect(gain(at: 4000) { low.next($0) } < 0.07)
    #expect(abs(gain(at: 1000) { high.next($0) } - 0.7071) < 0.01)
    #expect(gain(at: 250) { high.next($0) } < 0.07)
    #expect(abs(gain(at: 1000) { band.next($0) } - 1) < 0.01)
    #expect(gain(at: 250) { band.next($0) } < 0.1)
    #expect(abs(gain(at: 1000) { peak.next($0) } - 1.995) < 0.02)
    #expect(abs(gain(at: 8000) { shelf.next($0) } - 0.251) < 0.01)
    #expect(abs(gain(at: 50) { shelf.next($0) } - 1) < 0.01)
  }

  @Test func resonatorsRingWhereTheyAreTuned() {
    var body = Resonators(
      frequencies: [500, 3000, 6000, 20_000], bandwidths: [50, 300, 600, 2000],
      gains: [1, 0.5, 0, 8], rate: 22_050)
    #expect(abs(gain(at: 500) { body.next($0) } - 1) < 0.05)
    #expect(abs(gain(at: 3000) { body.next($0) } - 0.5) < 0.05)
    #expect(gain(at: 9900) { body.next($0) } < 0.05)
  }

  @Test func anOctaveUpASineIsTheSameSine() {
    let count = 2000
    func sine(_ i: Int, rate: Float) -> Float { sinf(2 * .pi * 3000 * Float(i) / rate) }
    let doubled = OctaveUpsampler.upsample((0..<count).map { sine($0, rate: 22_050) })
    #expect(doubled.count == 2 * count)
    let errors = (40..<2 * count - 40).map { abs(doubled[$0] - sine($0, rate: 44_100)) }
    #expect((errors.max() ?? .nan) < 2e-3)
  }

  @Test func anOscillatorKeepsItsPitch() {
    var oscillator = Oscillator()
    let wave = (0..<22_050).map { _ in oscillator.sine(440 / 22_050) }
    let periods = zip(wave, wave.dropFirst()).count { $0 < 0 && $1 >= 0 }
    #expect(abs(periods - 440) <= 1)
    #expect(abs((wave.max() ?? 0) - 1) < 2e-3)
  }

  /// A plain sawtooth of 3 kHz folds its harmonics back to 1,050 Hz and elsewhere.
  @Test func aSawtoothFoldsLittleBack() {
    func energy(at frequency: Float, of wave: [Float]) -> Float {
      var (real, imaginary): (Float, Float) = (0, 0)
      for (i, x) in wave.enumerated() {
        let angle = 2 * Float.pi * frequency * Float(i) / 22_050
        real += x * cosf(angle)
        imaginary += x * sinf(angle)
      }
      return (real * real + imaginary * imaginary).squareRoot() / Float(wave.count)
    }
    var oscillator = Oscillator()
    let smooth = (0..<22_050).map { _ in oscillator.sawtooth(3000 / 22_050) }
    let plain = (0..<22_050).map {
      2 * (Float($0) * 3000 / 22_050).truncatingRemainder(dividingBy: 1) - 1
    }
    #expect(energy(at: 1050, of: smooth) < 0.2 * energy(at: 1050, of: plain))
    #expect(abs(energy(at: 3000, of: smooth) / energy(at: 3000, of: plain) - 1) < 0.1)
  }

  @Test func steadySinesStaySteady() {
    var bank = SineBank(frequencies: [100, 200, 300, 20_000], levels: [1, 0, 0, 1], rate: 22_050)
    let wave = (0..<88_200).map { _ in bank.next() }
    #expect(abs((wave.suffix(400).max() ?? 0) - 1) < 0.02)
    #expect(abs(wave[22_050 * 3] - wave[0]) < 0.02)
  }

  @Test func echoesComeAfterTheSoundAndDieAway() {
    var samples = [Float](repeating: 0, count: 22_050)
    samples[0] = 1
    Reverb(size: 0.05, decay: 0.5, damping: 0.3, wet: 0.5, rate: 22_050).apply(to: &samples)
    func power(_ range: Range<Int>) -> Float { samples[range].reduce(0) { $0 + $1 * $1 } }
    #expect(samples[0] == 1)
    #expect(samples[1..<400].allSatisfy { $0 == 0 })
    #expect(power(400..<5000) > 0.05)
    #expect(power(15_000..<22_050) < 1e-4 * power(400..<5000))
  }
}
