/// What makes spectrograms zero in mean and one in deviation: (x − mean) / deviation.
public struct Standardisation: Hashable, Sendable {
  public let mean: Float
  /// Of the sample, over n − 1, as torch's `x.std()`.
  public let deviation: Float

  public init(mean: Float, deviation: Float) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Measures `clips` spectrograms of `values` values each, in float64.
  /// - Parameter read: fills the span with the spectrogram of a clip.
  public init(
    clips: Int, values: Int, read: (_ clip: Int, _ into: inout MutableSpan<Float>) throws -> Void
  ) throws {
    var buffer = [Float](repeating: 0, count: values)
    var centre = 0.0
    var (sum, squares) = (0.0, 0.0)
    for clip in 0..<clips {
      var span = buffer.mutableSpan
      try read(clip, &span)
      // Around a typical value, so that a mean far from zero costs no digits.
      if clip == 0 { centre = Double(buffer.first ?? 0) }
      for value in buffer {
        let distance = Double(value) - centre
        sum += distance
        squares += distance * distance
      }
    }
    let count = Double(clips * values)
    let variance = count > 1 ? max(squares - sum * sum / count, 0) / (count - 1) : 0
    mean = count > 0 ? Float(centre + sum / count) : 0
    // Silence alone has no deviation; then only the mean is taken away.
    deviation = variance > 0 ? Float(variance.squareRoot()) : 1
  }
}
