import CKernels

/// Sees what passes when a sound is decoded, and notes what is strange about it.
struct LevelMeter {
  private let channels: Int
  private var frames = 0
  private var sum = 0.0
  private var low: Float = .infinity
  private var high: Float = -.infinity
  private var clipped = 0
  /// Of each channel, in what was added last and in all.
  private var recentLows: [Float]
  private var recentHighs: [Float]
  private var lows: [Float]
  private var highs: [Float]

  private static let step: Float = 1 / 32_768
  private static let fullScale: Float = 0.9999
  private static let silence: Float = 2 * step
  private static let cancellation: Float = 0.01
  private static let clippedShare = 0.01
  private static let offset = 0.02

  init(channels: Int = 1) {
    self.channels = channels
    lows = Array(repeating: .infinity, count: channels)
    highs = Array(repeating: -.infinity, count: channels)
    (recentLows, recentHighs) = (lows, highs)
  }

  /// Takes interleaved frames, and the samples that they became.
  mutating func add(
    _ samples: UnsafePointer<Int16>, frames: Int, became mono: UnsafePointer<Float>
  ) {
    begin(mono, frames)
    if channels > 1 {
      sm_pcm16_ranges(
        samples, Int64(frames), Int32(channels), Self.step, &recentLows, &recentHighs)
    }
    if widen() {
      let limit = Int16(Self.fullScale / Self.step)
      clipped += Int(sm_pcm16_count_beyond(samples, Int64(frames * channels), limit))
    }
  }

  mutating func add(
    _ samples: UnsafePointer<Float>, frames: Int, became mono: UnsafePointer<Float>
  ) {
    begin(mono, frames)
    if channels > 1 {
      sm_float_ranges(samples, Int64(frames), Int32(channels), 1, &recentLows, &recentHighs)
    }
    if widen() {
      clipped += Int(sm_float_count_beyond(samples, Int64(frames * channels), Self.fullScale))
    }
  }

  private mutating func begin(_ mono: UnsafePointer<Float>, _ count: Int) {
    var (recentLow, recentHigh) = (Float.infinity, -Float.infinity)
    sm_levels(mono, Int64(count), &recentLow, &recentHigh, &sum)
    frames += count
    low = min(low, recentLow)
    high = max(high, recentHigh)
    for channel in 0..<channels {
      recentLows[channel] = channels == 1 ? recentLow : .infinity
      recentHighs[channel] = channels == 1 ? recentHigh : -.infinity
    }
  }

  /// Takes over what was added last; tells whether any of that is at full scale.
  private mutating func widen() -> Bool {
    var isLoud = false
    for channel in 0..<channels {
      lows[channel] = min(lows[channel], recentLows[channel])
      highs[channel] = max(highs[channel], recentHighs[channel])
      isLoud = isLoud || max(-recentLows[channel], recentHighs[channel]) >= Self.fullScale
    }
    return isLoud
  }

  var notes: [SoundNote] {
    guard frames > 0 else { return [] }
    var notes: [SoundNote] = []
    let range = high - low
    let widest = zip(highs, lows).map { $0 - $1 }.max() ?? range
    if widest <= Self.silence {
      notes.append(
        SoundNote(
          kind: .silent,
          message: "All of it is silence: no two samples are more than two steps of 16 bits apart.")
      )
    } else if range <= Self.cancellation * widest {
      notes.append(
        SoundNote(
          kind: .cancelled,
          message:
            "What its channels become is silent, while one of them is not (as the mean of opposite "
            + "phases is): segment.channels loudest, left or right takes another."))
    }
    let share = Double(clipped) / Double(frames * channels)
    if share >= Self.clippedShare {
      notes.append(
        SoundNote(
          kind: .clipped,
          message: "\((share * 1_000).rounded() / 10) % of its samples are at full scale: it is "
            + "clipped."))
    }
    let mean = sum / Double(frames)
    if abs(mean) >= Self.offset {
      notes.append(
        SoundNote(
          kind: .offset,
          message: "Its samples lie around \((mean * 1_000).rounded() / 1_000), not around 0: a "
            + "constant offset."))
    }
    return notes
  }
}
