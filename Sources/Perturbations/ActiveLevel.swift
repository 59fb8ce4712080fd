/// How loud a sound is where there is one: frames of silence before and after would make a short sound's noise
/// too faint.
package struct ActiveLevel {
  /// The frames that count, in samples.
  package let frames: [Range<Int>]
  /// The mean square over them; 0 for silence.
  package let power: Double

  /// In samples: 23 ms at 22,050 Hz.
  package static let frameLength = 512
  /// Frames count whose power is at least this share of the loudest one's: 30 dB below it.
  package static let floor = 1e-3

  package init(_ samples: [Float]) {
    let all = stride(from: 0, to: samples.count, by: Self.frameLength).map {
      $0..<min($0 + Self.frameLength, samples.count)
    }
    let powers = all.map { Self.power(of: samples, over: [$0]) }
    let least = (powers.max() ?? 0) * Self.floor
    frames = least > 0 ? zip(all, powers).filter { $0.1 >= least }.map(\.0) : []
    power = Self.power(of: samples, over: frames)
  }

  /// The mean square over some frames.
  package static func power(of samples: [Float], over frames: [Range<Int>]) -> Double {
    var (sum, count) = (0.0, 0)
    for frame in frames {
      for index in frame { sum += Double(samples[index]) * Double(samples[index]) }
      count += frame.count
    }
    return count > 0 ? sum / Double(count) : 0
  }
}
