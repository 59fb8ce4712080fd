import Glibc

/// Doubles a sample rate: a half-band filter of 31 taps (a sinc under a Hann window) puts a new
/// sample between every two.
package enum OctaveUpsampler {
  private static let reach = 8
  private static let taps: [Float] = (0..<reach).map { k in
    let t = Double(k) + 0.5
    let window = 0.5 + 0.5 * cos(.pi * t / Double(reach))
    return Float(sin(.pi * t) / (.pi * t) * window)
  }

  package static func upsample(_ samples: [Float]) -> [Float] {
    let padding = [Float](repeating: 0, count: reach)
    let padded = padding + samples + padding
    var between = [Float](repeating: 0, count: samples.count)
    for (k, tap) in taps.enumerated() {
      for i in between.indices {
        between[i] += tap * (padded[i + reach - k] + padded[i + reach + 1 + k])
      }
    }
    return [Float](unsafeUninitializedCapacity: 2 * samples.count) { buffer, count in
      for i in samples.indices {
        buffer[2 * i] = samples[i]
        buffer[2 * i + 1] = between[i]
      }
      count = 2 * samples.count
    }
  }
}
