import Glibc

/// An amplitude that rises in a line and falls by an exponential, as struck and plucked things do.
struct Pluck {
  private let rise, fall: Float
  private var level: Float = 0
  private var isRising = true

  /// - Parameters:
  ///   - attack: seconds to the peak of 1.
  ///   - decay: seconds in which it falls by 60 dB.
  init(attack: Float, decay: Float, rate: Float) {
    rise = 1 / max(attack * rate, 1)
    fall = expf(-6.9078 / (decay * rate))
  }

  @inline(__always)
  mutating func next() -> Float {
    if isRising {
      level += rise
      isRising = level < 1
    } else {
      level *= fall
    }
    return level
  }
}

/// An amplitude that rises in a line, stays at 1, and falls in a line to 0 at its end.
struct Swell {
  private let count: Int
  private let rise, fall: Float
  private var index = 0

  /// - Parameters:
  ///   - count: samples in all.
  ///   - attack: seconds.
  ///   - release: seconds.
  init(count: Int, attack: Float, release: Float, rate: Float) {
    self.count = count
    rise = 1 / max(attack * rate, 1)
    fall = 1 / max(release * rate, 1)
  }

  @inline(__always)
  mutating func next() -> Float {
    defer { index += 1 }
    return max(min(1, Float(index) * rise, Float(count - index) * fall), 0)
  }
}

/// The root mean square of the loudest 50 ms: how loud a sound is, be it a shot or a hum.
func loudness(_ samples: [Float], rate: Float) -> Float {
  let block = max(min(Int(0.05 * rate), samples.count), 1)
  var loudest: Float = 0
  for start in stride(from: 0, through: samples.count - block, by: block) {
    var sum: Float = 0
    for i in start..<start + block { sum += samples[i] * samples[i] }
    loudest = max(loudest, sum)
  }
  return (loudest / Float(block)).squareRoot()
}
