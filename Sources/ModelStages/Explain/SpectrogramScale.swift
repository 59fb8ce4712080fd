import Configuration
import DataStages
import Spectrogram

/// From a tensor's rows and columns to hertz and seconds.
struct SpectrogramScale {
  /// The middle of each row, in Hz.
  let frequencies: [Double]
  let frames: Int
  let seconds: Double

  init(_ configuration: PipelineConfiguration) {
    let shape = configuration.tensorShape
    let bands = configuration.spectrogram.bandFrequencies(
      sampleRate: configuration.segment.sampleRate)
    frequencies = Self.resized(bands, to: shape.bands)
    frames = shape.frames
    seconds = configuration.segment.seconds
  }

  func hertz(_ bands: Range<Int>) -> (low: Double, high: Double) {
    (frequencies[bands.lowerBound], frequencies[bands.upperBound - 1])
  }

  func time(_ range: Range<Int>) -> (low: Double, high: Double) {
    let frame = seconds / Double(frames)
    return (Double(range.lowerBound) * frame, Double(range.upperBound) * frame)
  }

  /// Whether rows are bands, rather than coefficients or derivatives.
  static func isThere(for settings: SpectrogramSettings) -> Bool {
    settings.cepstrum == nil && settings.deltas == nil
  }

  /// Of a spectrogram that was made taller or lower.
  private static func resized(_ bands: [Double], to rows: Int) -> [Double] {
    guard bands.count != rows else { return bands }
    return (0..<rows).map { row in
      let exact = (Double(row) + 0.5) * Double(bands.count) / Double(rows) - 0.5
      let low = min(max(Int(exact), 0), bands.count - 1)
      let high = min(low + 1, bands.count - 1)
      return bands[low] + (bands[high] - bands[low]) * max(0, exact - Double(low))
    }
  }
}
