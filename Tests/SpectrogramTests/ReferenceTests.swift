import Audio
import Foundation
import Spectrogram
import TensorFiles
import Testing

/// The spectrogram of some samples.
func render(
  _ samples: [Float], _ settings: SpectrogramSettings, sampleRate: Int = 22_050
) throws -> [Float] {
  var renderer = try SpectrogramRenderer(settings, sampleRate: sampleRate)
  let count = renderer.shape(sampleCount: samples.count).reduce(1, *)
  var output = [Float](repeating: .nan, count: count)
  var span = output.mutableSpan
  renderer.render(samples.span, into: &span)
  return output
}

@Suite struct ReferenceTests {
  @Test(arguments: ReferenceCase.all(in: goldenFolder))
  func equalsGolden(reference: ReferenceCase) throws { try compare(reference) }

  @Test(
    .enabled(if: hasShared, "needs ../shared/reference"),
    arguments: ReferenceCase.all(in: sharedFolder) + ReferenceCase.all(in: transferFolder))
  func equalsReference(reference: ReferenceCase) throws { try compare(reference) }

  @Test(.enabled(if: hasShared, "needs ../shared/reference"))
  func everyReferenceIsThere() {
    #expect(ReferenceCase.all(in: sharedFolder).count == 60)
    #expect(ReferenceCase.all(in: transferFolder).count == 1)
  }

  /// Sixteen clips as PyTorch fed them to a network.
  @Test(.enabled(if: hasShared, "needs ../shared/reference"))
  func feedsNetworksAsTheyWereTrained() throws {
    let file = try SafetensorsFile(
      contentsOf: transferFolder.appendingPathComponent("mn04-clips.safetensors").path)
    let waveforms = try file.floats(named: "waveforms", shape: [16, 128_000])
    let spectrograms = try file.floats(named: "spectrograms", shape: [16, 1, 128, 400])
    for clip in 0..<16 {
      let samples = Array(waveforms[clip * 128_000..<(clip + 1) * 128_000])
      let expected = Array(spectrograms[clip * 128 * 400..<(clip + 1) * 128 * 400])
      let found = try render(samples, .efficientat, sampleRate: 32_000)
      #expect(Differences(found, expected)["absolute"] <= 5e-4)
    }
  }

  private func compare(_ reference: ReferenceCase) throws {
    let expected = try reference.expected
    let found = try values(of: reference)
    #expect(found.shape == expected.shape)
    let differences = Differences(found.elements, expected.elements)
    var report = "PARITY \(reference)"
    for (name, limit) in reference.tolerance.sorted(by: { $0.key < $1.key }) {
      let difference = differences[name]
      #expect(difference <= limit, "\(name)")
      report += " | \(name) \(difference) of \(limit)"
      if let exact = reference.exact {
        report += " exact \(Differences(found.elements, exact.elements)[name])"
      }
    }
    if ProcessInfo.processInfo.environment["PARITY"] != nil { print(report) }
  }

  private func values(of reference: ReferenceCase) throws -> NpyArray {
    if reference.isFilterBank { return filters(of: reference) }
    let settings = SpectrogramSettings(reference)
    let samples = try samples(of: reference)
    if reference.description == "vggish" { return try examples(samples, settings) }
    var shape = settings.shape(sampleCount: samples.count)
    var values = try render(samples, settings, sampleRate: reference.sampleRate)
    if settings.deltas != nil {
      let channel = values.count / shape[0]
      shape.removeFirst()
      values = Array(values.suffix(channel))
    }
    if reference.axes == ["frames", "bands"] {
      values = transposed(values, rows: shape[0])
      shape.reverse()
    }
    return NpyArray(shape: shape, elements: values)
  }

  /// VGGish's examples: windows of 96 frames, each `[frames, bands]`.
  private func examples(_ samples: [Float], _ settings: SpectrogramSettings) throws -> NpyArray {
    var values: [Float] = []
    var count = 0
    var start = 0
    while start + SegmentSettings.vggish.windowLength <= samples.count {
      let window = Array(samples[start..<start + SegmentSettings.vggish.windowLength])
      values += transposed(try render(window, settings, sampleRate: 16_000), rows: 64)
      start += SegmentSettings.vggish.hopLength
      count += 1
    }
    return NpyArray(shape: [count, 96, 64], elements: values)
  }

  private func filters(of reference: ReferenceCase) -> NpyArray {
    let step = reference.steps[0]
    let isVGGish = reference.description == "filters-vggish"
    let bins = step.int("n_freqs") ?? step.int("bins") ?? step.int("n_fft")! / 2 + 1
    let isSlaney = step.text("mel_scale").map { $0 == "slaney" } ?? !step.isTrue("htk")
    let scale = MelScale(
      bands: step.int("n_mels") ?? step.int("bands")!,
      minimumFrequency: step.number("f_min") ?? step.number("fmin") ?? step.number("low")!,
      maximumFrequency: step.number("f_max") ?? step.number("fmax") ?? step.number("high"),
      formula: isVGGish ? .vggish : isSlaney ? .slaney : .htk,
      norm: step.text("norm") == "slaney" ? .slaney : .none)
    let bank = FilterBank.mel(
      scale, fftSize: 2 * (bins - 1), sampleRate: step.int("sample_rate") ?? step.int("sr")!)
    return isVGGish
      ? NpyArray(shape: [bins, bank.count], elements: transposed(bank.matrix, rows: bank.count))
      : NpyArray(shape: [bank.count, bins], elements: bank.matrix)
  }

  /// The input; where the case begins with a file, through `Audio`.
  private func samples(of reference: ReferenceCase) throws -> [Float] {
    let input = try NpyArray(contentsOf: reference.input.path)
    guard let resampling = reference.resampling else { return input.elements }
    let rate = resampling.int("in_rate")!
    let file = try StereoFile(input, rate: rate)
    var settings = SegmentSettings()
    settings.seconds = Double(reference.paddedCount!) / Double(settings.sampleRate)
    var segmenter = try Segmenter(settings)
    var samples: [Float] = []
    try segmenter.segment(path: file.path) { _, window in
      samples = (0..<window.count).map { window[$0] }
    }
    return samples
  }

  private func transposed(_ values: [Float], rows: Int) -> [Float] {
    let columns = values.count / rows
    return (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
  }
}

/// How far two arrays lie apart, by the measures of the reference.
private struct Differences {
  let found: [Float]
  let expected: [Float]

  init(_ found: [Float], _ expected: [Float]) {
    self.found = found
    self.expected = expected
  }

  /// Infinite where anything is not finite or missing.
  subscript(name: String) -> Double {
    guard found.count == expected.count, found.allSatisfy(\.isFinite) else { return .infinity }
    let peak = Double(expected.max() ?? 0)
    let magnitude = Double(expected.map(abs).max() ?? 0)
    return zip(found, expected).reduce(0) { most, pair in
      let (a, b) = (Double(pair.0), Double(pair.1))
      let distance =
        switch name {
        case "absolute": abs(a - b)
        case "absolute_within_80_db_of_peak": b >= peak - 80 ? abs(a - b) : 0
        case "relative": abs(a - b) / (abs(b) + 1e-6 * magnitude)
        default: Double.infinity
        }
      return max(most, distance)
    }
  }
}
