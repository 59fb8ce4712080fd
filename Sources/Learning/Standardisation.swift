import TensorFiles

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

extension Standardisation {
  /// What a checkpoint of ours was trained behind, or says in its metadata where it is a state dictionary;
  /// none for others' weights, which take spectrograms as they are.
  public init(of weights: any NamedTensors) throws {
    guard weights.names.contains("input.mean") else {
      self = (weights as? SafetensorsFile).flatMap { Self(metadata: $0.metadata) } ?? .none
      return
    }
    self.init(
      mean: try weights.floats(named: "input.mean", shape: [])[0],
      deviation: try weights.floats(named: "input.standard_deviation", shape: [])[0])
  }

  private static let none = Standardisation(mean: 0, deviation: 1)
  private static let keys = (mean: "input_mean", deviation: "input_standard_deviation")

  /// What a state dictionary says of it, which has the network's own tensors alone.
  package var metadata: [String: String] {
    [Self.keys.mean: "\(mean)", Self.keys.deviation: "\(deviation)"]
  }

  private init?(metadata: [String: String]) {
    guard let mean = metadata[Self.keys.mean].flatMap({ Float($0) }),
      let deviation = metadata[Self.keys.deviation].flatMap({ Float($0) }),
      mean.isFinite, deviation.isFinite, deviation > 0
    else { return nil }
    self.init(mean: mean, deviation: deviation)
  }
}
