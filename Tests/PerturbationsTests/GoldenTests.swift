import Fourier
import Numerics
import Testing

import Perturbations

/// Held to numpy, SciPy, torchaudio and librosa.
@Suite struct GoldenTests {
  private var draws = Philox(seed: 1, purpose: "test")

  @Test mutating func theLowPassEqualsNumpys() throws {
    let low = LowPass(2_000, sampleRate: 22_050).applied(to: try golden("input"), &draws)
    #expect(try difference(low, golden("low-pass-2000")) < 1e-6)
  }

  @Test func theConvolutionEqualsSciPys() throws {
    let both = try SpectralFilter.convolution(golden("input"), golden("response"))
    #expect(try difference(both, golden("convolution")) < 1e-5)
  }

  @Test mutating func muLawEqualsTorchaudios() throws {
    let coarse = MuLaw(levels: 64).applied(to: try golden("input"), &draws)
    #expect(try difference(coarse, golden("mu-law-64")) < 1e-5)
  }

  @Test(arguments: [1.2, 0.8]) func timeStretchEqualsLibrosas(rate: Double) throws {
    let stretched = PhaseVocoder.stretched(try golden("input"), rate: rate)
    #expect(try difference(stretched, golden("time-stretch-\(rate)")) < 2e-4)
  }

  @Test(arguments: [3, -5]) func pitchShiftEqualsLibrosas(steps: Int) throws {
    let shift = PitchShift(semitones: Double(abs(steps)), sampleRate: 22_050)
    let shifted = shift.shifted(try golden("input"), by: Double(steps))
    let name = steps > 0 ? "pitch-shift+\(steps)" : "pitch-shift\(steps)"
    #expect(try difference(shifted, golden(name)) < 2e-3)
  }

  @Test mutating func anotherRateEqualsLibrosas() throws {
    let again = OtherRate(8_000, sampleRate: 22_050).applied(to: try golden("input"), &draws)
    #expect(try difference(again, golden("rate-8000")) < 1e-5)
  }
}
