import Audio
import Configuration
import Spectrogram

/// The beginning of a clip, or of any sound file, as people see and hear it: mixed and resampled as the front
/// end does it, without padding.
package struct ClipExcerpt {
  package let samples: [Float]
  package let sampleRate: Int
  /// Of the whole clip.
  package let header: AudioHeader
  /// Whether there is more of the clip.
  package let isCut: Bool
  private let spectrogram: SpectrogramSettings

  /// - Parameters:
  ///   - stretch: The part of the file that the clip is; nil: the whole.
  ///   - most: Samples, at the front end's rate.
  /// - Throws: `AudioFault` where the file gives no samples.
  package init(
    path: String, stretch: Stretch?, _ configuration: PipelineConfiguration, atMost most: Int
  ) throws {
    let file = try AudioHeader.read(path: path)
    header = try stretch.map { try file.cut(to: $0, name: path) } ?? file
    spectrogram = configuration.spectrogram.forEyes
    var window = configuration.segment
    sampleRate = window.sampleRate
    let whole = window.sampleCount(of: header)
    let shown = min(max(whole, spectrogram.fftSize), most)
    isCut = whole > shown
    window.seconds = Double(shown) / Double(sampleRate)
    window.hopSeconds = nil
    window.minimumSeconds = 0
    window.padding = .zero
    var segmenter = try Segmenter(window)
    var samples: [Float] = []
    try segmenter.segment(path: path, stretch: stretch) { window, signal in
      if window.index == 0 { samples = signal.withUnsafeBufferPointer(Array.init) }
    }
    self.samples = samples
  }

  package var seconds: Double { Double(samples.count) / Double(sampleRate) }

  /// Of its spectrogram's bands, from the lowest on, in Hz.
  package var bandFrequencies: [Double] { spectrogram.bandFrequencies(sampleRate: sampleRate) }

  /// The same of any clip under a configuration.
  package static func bandFrequencies(_ configuration: PipelineConfiguration) -> [Double] {
    configuration.spectrogram.forEyes.bandFrequencies(
      sampleRate: configuration.segment.sampleRate)
  }

  /// What is in its spectrogram, such as `dB`.
  package var unit: String { spectrogram.unit }

  /// `[bands, frames]`
  package func spectrogramValues() throws -> (values: [Float], bands: Int, frames: Int) {
    var renderer = try SpectrogramRenderer(spectrogram, sampleRate: sampleRate)
    let shape = spectrogram.shape(sampleCount: samples.count)
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    var output = values.mutableSpan
    renderer.render(samples.span, into: &output)
    return (values, shape[0], shape[1])
  }
}

extension SpectrogramSettings {
  /// What a person reads: bands over time, before coefficients, derivatives and another size.
  fileprivate var forEyes: SpectrogramSettings {
    var settings = self
    settings.cepstrum = nil
    settings.deltas = nil
    settings.size = nil
    return settings
  }

  fileprivate var unit: String {
    guard affine == nil else { return "scaled" }
    return switch scaling {
    case .decibels: "dB"
    case .logarithm: "ln"
    case .pcen: "PCEN"
    case .linear: power == .power ? "power" : "magnitude"
    }
  }
}
