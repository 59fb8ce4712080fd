import Glibc

extension Cepstrum {
  /// The coefficients, `[count, frames]`, of `[bands, frames]`.
  func coefficients(of values: [Float], bands: Int, frames: Int) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(count * frames)
    // A hundred decibels in every band add up to more digits than single precision has.
    var sums = [Double](repeating: 0, count: frames)
    for weights in transform(bands: bands) {
      for frame in 0..<frames { sums[frame] = 0 }
      for (band, weight) in weights.enumerated() {
        for frame in 0..<frames { sums[frame] += weight * Double(values[band * frames + frame]) }
      }
      result += sums.map { Float($0) }
    }
    return result
  }

  /// The weight of every band in every coefficient.
  private func transform(bands: Int) -> [[Double]] {
    (0..<count).map { coefficient in
      let scale =
        switch norm {
        case .orthonormal: (coefficient == 0 ? 1.0 : 2.0).squareRoot() / Double(bands).squareRoot()
        case .none: 2.0
        }
      let lift =
        lifter > 0 ? 1 + lifter / 2 * sin(Double.pi * Double(coefficient + 1) / lifter) : 1
      return (0..<bands).map { band in
        let angle = Double.pi * Double(coefficient) * (Double(band) + 0.5) / Double(bands)
        return lift * scale * cos(angle)
      }
    }
  }
}
