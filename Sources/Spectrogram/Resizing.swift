extension ImageSize {
  /// `[channels, self.height, self.width]` of `[channels, height, width]`, bilinear: torch's
  /// `interpolate` with `align_corners=False`.
  func resized(_ values: [Float], height: Int, width: Int) -> [Float] {
    let columns = taps(from: width, to: self.width)
    let rows = taps(from: height, to: self.height)
    let channels = values.count / (height * width)
    var narrow: [Float] = []
    narrow.reserveCapacity(channels * height * self.width)
    for row in 0..<channels * height {
      for column in columns {
        narrow.append(column.weigh { values[row * width + $0] })
      }
    }
    var result: [Float] = []
    result.reserveCapacity(channels * self.height * self.width)
    for channel in 0..<channels {
      for row in rows {
        for column in 0..<self.width {
          result.append(row.weigh { narrow[(channel * height + $0) * self.width + column] })
        }
      }
    }
    return result
  }

  /// What one output is made of: neighbouring inputs and their weights.
  private struct Taps {
    let first: Int
    let weights: [Float]

    @inline(__always)
    func weigh(_ value: (Int) -> Float) -> Float {
      var sum: Float = 0
      for index in weights.indices { sum += weights[index] * value(first + index) }
      return sum
    }
  }

  /// A triangle around every output's place among the inputs; when smoothing, it is as wide as the
  /// outputs lie apart.
  private func taps(from count: Int, to newCount: Int) -> [Taps] {
    let scale = Double(count) / Double(newCount)
    let reach = isAntialiased ? max(1, scale) : 1
    return (0..<newCount).map { output in
      let centre = scale * (Double(output) + 0.5)
      // Without smoothing a place before the first input or after the last takes that input alone.
      let place = isAntialiased ? centre : min(max(centre, 0.5), Double(count) - 0.5)
      let first = max(0, Int(place - reach + 0.5))
      let end = min(count, Int(place + reach + 0.5))
      let weights = (first..<end).map { max(0, 1 - abs(Double($0) + 0.5 - place) / reach) }
      let sum = weights.reduce(0, +)
      return Taps(first: first, weights: weights.map { Float($0 / sum) })
    }
  }
}
