/// A mean and the squared distances from it, of values that come in groups.
struct Moments {
  let count: Double
  let mean: Double
  let squares: Double

  var variance: Double { squares / count }
  var unbiasedVariance: Double { count > 1 ? squares / (count - 1) : .infinity }

  /// Of `groups` groups of `size` values each (Chan, Golub and LeVeque 1979), in a fixed order.
  static func merging(
    _ groups: Int, of size: Int, means: UnsafePointer<Double>, squares: UnsafePointer<Double>,
    stride: Int
  ) -> Moments {
    var (mean, square) = (means[0], squares[0])
    for group in 1..<max(groups, 1) {
      let distance = means[group * stride] - mean
      mean += distance / Double(group + 1)
      square +=
        squares[group * stride]
        + distance * distance * Double(size) * Double(group) / Double(group + 1)
    }
    return Moments(count: Double(groups * size), mean: mean, squares: square)
  }
}

extension RunningStatistics {
  /// Moves a channel's statistics by a share of the way to those of a batch.
  func move(_ channel: Int, towards moments: Moments, momentum: Double) {
    let kept = 1 - momentum
    mean[channel] = Float(kept * Double(mean[channel]) + momentum * moments.mean)
    variance[channel] = Float(
      kept * Double(variance[channel]) + momentum * moments.unbiasedVariance)
  }
}
