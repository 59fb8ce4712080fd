extension Deltas {
  /// The values themselves, their first and perhaps their second derivative.
  var channels: Int { includesSecond ? 3 : 2 }

  /// `[channels, rows, frames]` of `[rows, frames]`; at least `width` frames.
  func appended(to values: [Float], frames: Int) -> [Float] {
    let steps = (-width / 2...width / 2).map(Double.init)
    var result = values + derivative(of: values, frames, weights: steps)
    if includesSecond {
      // The curvature of the least-squares parabola: twice its leading coefficient.
      let mean = steps.reduce(0) { $0 + $1 * $1 } / Double(width)
      result += derivative(of: values, frames, weights: steps.map { $0 * $0 - mean }, factor: 2)
    }
    return result
  }

  /// The weighted sum around every frame, over the sum of the weights' squares. What is fitted to
  /// the first and last `width` frames has one derivative, which the frames at the ends take.
  private func derivative(
    of values: [Float], _ frames: Int, weights: [Double], factor: Double = 1
  ) -> [Float] {
    let scale = factor / weights.reduce(0) { $0 + $1 * $1 }
    let half = width / 2
    return values.indices.map { place in
      let (row, frame) = place.quotientAndRemainder(dividingBy: frames)
      let centre = min(max(frame, half), frames - 1 - half)
      let first = row * frames + centre - half
      let sum = weights.indices.reduce(0) { $0 + weights[$1] * Double(values[first + $1]) }
      return Float(sum * scale)
    }
  }
}
