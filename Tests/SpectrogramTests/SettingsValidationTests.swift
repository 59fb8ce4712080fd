import Spectrogram
import Testing

@Suite struct SettingsValidationTests {
  private func rejected(
    _ settings: SpectrogramSettings, at rate: Int = 22_050
  ) -> SpectrogramSettingsError? {
    do { _ = try SpectrogramRenderer(settings, sampleRate: rate) } catch { return error }
    return nil
  }

  static let wrong: [(SpectrogramSettings, String)] = [
    (SpectrogramSettings(fftSize: 1), "fftSize"),
    (SpectrogramSettings(fftSize: .max), "fftSize"),
    (SpectrogramSettings(windowLength: 1_025), "windowLength"),
    (SpectrogramSettings(windowLength: 0), "windowLength"),
    (SpectrogramSettings(windowLength: 2, window: WindowShape(isSymmetric: true)), "windowLength"),
    (SpectrogramSettings(hopLength: 0), "hopLength"),
    (SpectrogramSettings(frequency: .mel(MelScale(bands: 0))), "melBands"),
    (SpectrogramSettings(frequency: .mel(MelScale(minimumFrequency: -1))), "minimumFrequency"),
    (SpectrogramSettings(frequency: .mel(MelScale(minimumFrequency: .nan))), "minimumFrequency"),
    (SpectrogramSettings(frequency: .mel(MelScale(minimumFrequency: 11_025))), "minimumFrequency"),
    (SpectrogramSettings(frequency: .mel(MelScale(maximumFrequency: 11_026))), "maximumFrequency"),
    (SpectrogramSettings(scaling: .decibels(Decibels(floor: 0))), "floor"),
    (SpectrogramSettings(scaling: .decibels(Decibels(dynamicRange: -1))), "dynamicRange"),
    (SpectrogramSettings(scaling: .logarithm(offset: 0)), "offset"),
    (SpectrogramSettings(scaling: .pcen(PCEN(timeConstant: 0))), "pcen.timeConstant"),
    (SpectrogramSettings(cepstrum: Cepstrum(count: 129)), "cepstrum.count"),
    (SpectrogramSettings(cepstrum: Cepstrum(lifter: .infinity)), "cepstrum.lifter"),
    (SpectrogramSettings(deltas: Deltas(width: 8)), "deltas.width"),
    (SpectrogramSettings(deltas: Deltas(width: 1)), "deltas.width"),
    (SpectrogramSettings(size: ImageSize(height: 0, width: 5)), "size.height"),
    (SpectrogramSettings(size: ImageSize(height: 5, width: .max)), "size.width"),
  ]

  @Test(arguments: wrong) func namesWhatIsWrong(settings: SpectrogramSettings, setting: String) {
    #expect(rejected(settings)?.setting == setting)
  }

  @Test func presetsAreRight() {
    #expect(rejected(.torchaudio) == nil)
    #expect(rejected(.librosa) == nil)
    #expect(rejected(.vggish, at: 16_000) == nil)
    #expect(rejected(.panns, at: 32_000) == nil)
    #expect(rejected(.panns, at: 16_000)?.setting == "maximumFrequency")
  }

  @Test(arguments: MelScale.Formula.allCases, [(512, 256), (256, 120), (1_024, 400), (64, 64)])
  func emptyBandsAreNamed(formula: MelScale.Formula, size: (fft: Int, bands: Int)) throws {
    var scale = MelScale(bands: size.bands, formula: formula)
    let error = rejected(SpectrogramSettings(fftSize: size.fft, frequency: .mel(scale)))
    guard case .emptyBands(let bands, requested: size.bands, let largest) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
    let filters = FilterBank.mel(scale, fftSize: size.fft, sampleRate: 22_050)
    #expect(bands == emptyRows(filters))
    scale.bands = largest
    #expect(rejected(SpectrogramSettings(fftSize: size.fft, frequency: .mel(scale))) == nil)
    scale.bands = largest + 1
    #expect(rejected(SpectrogramSettings(fftSize: size.fft, frequency: .mel(scale))) != nil)
  }

  private func emptyRows(_ filters: FilterBank) -> [Int] {
    let matrix = filters.matrix
    return (0..<filters.count).filter { band in
      matrix[band * filters.bins..<(band + 1) * filters.bins].allSatisfy { $0 == 0 }
    }
  }
}
