import Foundation
import Spectrogram
import Testing

@Suite struct SpectrogramRendererTests {
  /// A plain transform in double, frame by frame.
  private func naivePower(_ frame: [Double]) -> [Double] {
    let size = frame.count
    return (0...size / 2).map { bin in
      var (real, imaginary) = (0.0, 0.0)
      for (place, value) in frame.enumerated() {
        let angle = 2 * Double.pi * Double(bin * place % size) / Double(size)
        real += value * cos(angle)
        imaginary -= value * sin(angle)
      }
      return real * real + imaginary * imaginary
    }
  }

  @Test(
    arguments: [2, 3, 4, 5, 6, 7, 31, 97, 100, 255, 256, 441, 600, 662, 1024],
    TransformPrecision.allCases)
  func anyTransformSize(size: Int, precision: TransformPrecision) throws {
    let samples = noise(6 * size - 1)
    let settings = SpectrogramSettings(
      fftSize: size, window: WindowShape(.rectangular), hopLength: size, framing: .within,
      precision: precision, frequency: .linear, scaling: .linear)
    let found = try render(samples, settings)
    #expect(settings.shape(sampleCount: samples.count) == [size / 2 + 1, 5])
    for frame in 0..<5 {
      let expected = naivePower(samples[frame * size..<(frame + 1) * size].map { Double($0) })
      for (bin, power) in expected.enumerated() {
        #expect(abs(Double(found[bin * 5 + frame]) - power) < 1e-6 * Double(size))
      }
    }
  }

  @Test(arguments: WindowShape.Kind.allCases, [false, true])
  func windows(kind: WindowShape.Kind, isSymmetric: Bool) throws {
    // One sample of 1 in a frame shows the window's value there in every bin.
    let length = 9
    let period = Double(isSymmetric ? length - 1 : length)
    for place in 0..<length {
      var samples = [Float](repeating: 0, count: length)
      samples[place] = 1
      let settings = SpectrogramSettings(
        fftSize: length, window: WindowShape(kind, isSymmetric: isSymmetric), framing: .within,
        power: .magnitude, frequency: .linear, scaling: .linear)
      let angle = 2 * Double.pi * Double(place) / period
      let expected =
        switch kind {
        case .hann: 0.5 - 0.5 * cos(angle)
        case .hamming: 0.54 - 0.46 * cos(angle)
        case .blackman: 0.42 - 0.5 * cos(angle) + 0.08 * cos(2 * angle)
        case .rectangular: 1.0
        }
      for value in try render(samples, settings) { #expect(abs(Double(value) - expected) < 1e-6) }
    }
  }

  @Test func silenceNextToSoundStaysAtTheFloor() throws {
    let samples = noise(22_050).map { 2 * $0 } + [Float](repeating: 0, count: 22_050)
    let found = try render(samples, .torchaudio)
    let frames = SpectrogramSettings.torchaudio.shape(sampleCount: samples.count)[1]
    for band in 0..<128 {
      for frame in 45..<frames { #expect(abs(found[band * frames + frame] + 100) < 1e-5) }
    }
  }

  @Test func powerGrowsWithTheSquareAndMagnitudeWithTheSignal() throws {
    let samples = noise(8_000)
    let louder = samples.map { 4 * $0 }
    let power = SpectrogramSettings(scaling: .linear)
    #expect(try render(louder, power) == render(samples, power).map { 16 * $0 })
    let magnitude = SpectrogramSettings(power: .magnitude, scaling: .linear)
    #expect(try render(louder, magnitude) == render(samples, magnitude).map { 4 * $0 })
  }

  @Test func normalisedPowerOfNoiseIsItsVariance() throws {
    let samples = noise(50_000)
    let settings = SpectrogramSettings(
      framing: .within, normalized: true, frequency: .linear, scaling: .linear)
    let found = try render(samples, settings)
    let mean = found.reduce(0, +) / Float(found.count)
    #expect(abs(mean - 1.0 / 12) < 0.003)
  }

  @Test(arguments: SignalPadding.allCases, 1...5)
  func aFewSamplesAreEnough(padding: SignalPadding, count: Int) throws {
    let settings = SpectrogramSettings(framing: .centred(padding))
    let found = try render(noise(count), settings)
    #expect(found.count == 128 && found.allSatisfy(\.isFinite))
  }

  @Test func reflectionIsPeriodic() throws {
    // Three samples a b c go on as b a b c b a …: the same as a signal that is written so.
    let settings = SpectrogramSettings(
      fftSize: 16, hopLength: 100, framing: .centred(.reflect), frequency: .linear,
      scaling: .linear)
    let (a, b, c): (Float, Float, Float) = (0.3, -0.2, 0.9)
    var written = settings
    written.framing = .within
    let signal = [a, b, c, b, a, b, c, b, a, b, c, b, a, b, c, b]
    #expect(try render([a, b, c], settings) == render(signal, written))
  }

  @Test func tooShortForAFrameGivesNoFrames() throws {
    let settings = SpectrogramSettings(framing: .within)
    #expect(settings.shape(sampleCount: 1_023) == [128, 0])
    #expect(settings.shape(sampleCount: 1_024) == [128, 1])
    #expect(try render(noise(1_023), settings).isEmpty)
    let deltas = SpectrogramSettings(deltas: Deltas(), size: ImageSize(height: 8, width: 8))
    #expect(deltas.shape(sampleCount: 512 * 7) == [3, 128, 0])
    #expect(deltas.shape(sampleCount: 512 * 8) == [3, 8, 8])
    #expect(try render(noise(512 * 7), deltas).isEmpty)
    #expect(SpectrogramSettings.torchaudio.shape(sampleCount: 88_200) == [128, 173])
    #expect(SpectrogramSettings.vggish.shape(sampleCount: 15_600) == [64, 96])
  }

  @Test func channelsAreValuesAndTheirDerivatives() throws {
    let samples = noise(20_000)
    let plain = try render(samples, .torchaudio)
    let found = try render(samples, SpectrogramSettings(deltas: Deltas(width: 3)))
    #expect(Array(found.prefix(plain.count)) == plain)
    let frames = plain.count / 128
    for place in plain.indices where (1..<frames - 1).contains(place % frames) {
      let (before, here, after) = (plain[place - 1], plain[place], plain[place + 1])
      #expect(abs(found[plain.count + place] - (after - before) / 2) < 1e-4)
      #expect(abs(found[2 * plain.count + place] - (after - 2 * here + before)) < 1e-4)
    }
  }

  @Test func everyWorkerGivesTheSameBits() async throws {
    let samples = noise(88_200)
    for settings in [SpectrogramSettings.torchaudio, .librosa, .panns, .efficientat] {
      let alone = try render(samples, settings, sampleRate: 32_000)
      try await withThrowingTaskGroup(of: [Float].self) { group in
        for _ in 0..<4 { group.addTask { try render(samples, settings, sampleRate: 32_000) } }
        for try await found in group { #expect(found == alone) }
      }
    }
  }

  @Test func whatCameBeforeChangesNoBit() throws {
    var renderer = try SpectrogramRenderer(.torchaudio, sampleRate: 22_050)
    let clips = [noise(30_000), noise(500, seed: 2), [Float](repeating: 0, count: 10_000)]
    for index in [0, 1, 2, 1, 0, 2, 0] {
      let clip = clips[index]
      let count = renderer.shape(sampleCount: clip.count).reduce(1, *)
      var output = [Float](repeating: .nan, count: count)
      var span = output.mutableSpan
      renderer.render(clip.span, into: &span)
      #expect(try output == render(clip, .torchaudio))
    }
  }

  @Test(arguments: [Cepstrum.Norm.none, .orthonormal])
  func cepstrumOfFlatSpectraIsOneCoefficient(norm: Cepstrum.Norm) throws {
    let settings = SpectrogramSettings(cepstrum: Cepstrum(count: 5, norm: norm))
    let found = try render([Float](repeating: 0, count: 2_048), settings)
    let frames = found.count / 5
    let expected = norm == .none ? -100.0 * 2 * 128 : -100 * 128.0.squareRoot()
    for frame in 0..<frames {
      #expect(abs(Double(found[frame]) - expected) < 1e-2)
      for coefficient in 1..<5 { #expect(abs(found[coefficient * frames + frame]) < 1e-3) }
    }
  }
}
