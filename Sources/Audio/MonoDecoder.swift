import CKernels
import Numerics

/// Decodes sound files to mono float32, full scale ±1, block by block, and sees to their levels; one per
/// worker.
struct MonoDecoder: ~Copyable {
  private let channels: ChannelMix
  /// The channel that is taken; nil: the mean of all.
  private var channel: Int?
  private var shorts = AlignedBuffer<Int16>(count: Self.blockSamples)
  private var floats = AlignedBuffer<Float>(count: Self.blockSamples)
  private var meter = LevelMeter()

  /// Interleaved samples decoded at a time: they stay in the second-level cache.
  private static let blockSamples = 32_768

  init(channels: ChannelMix) {
    self.channels = channels
  }

  /// What is strange about the sound since `begin`.
  var notes: [SoundNote] { meter.notes }

  /// Makes ready for what is selected of `file`, which is decoded once more where its channels have to be
  /// heard first.
  mutating func begin<Source: FrameSource & ~Copyable>(
    _ file: inout Source
  ) throws(AudioFault) {
    let count = file.header.channels
    switch channels {
    case .mean: channel = nil
    case .first, .left: channel = 0
    case .right: channel = min(1, count - 1)
    case .loudest: channel = count == 1 ? 0 : try loudest(of: &file)
    }
    meter = LevelMeter(channels: count)
  }

  private mutating func loudest<Source: FrameSource & ~Copyable>(
    of file: inout Source
  ) throws(AudioFault) -> Int {
    let count = file.header.channels
    var sums = [Double](repeating: 0, count: count)
    var squares = sums
    var total = 0
    while true {
      let frames = try floats.withMutablePointer { block throws(AudioFault) in
        let frames = try file.read(floats: block, frames: Self.blockSamples / count)
        sm_energies(block, Int64(frames), Int32(count), &sums, &squares)
        return frames
      }
      if frames == 0 { break }
      total += frames
    }
    try file.rewind()
    let energies = zip(sums, squares).map { $1 - $0 * $0 / Double(max(1, total)) }
    return energies.indices.reduce(0) { energies[$1] > energies[$0] ? $1 : $0 }
  }

  /// Decodes the next frames of `file` to the start of `mono`; 0 at the end.
  mutating func decode<Source: FrameSource & ~Copyable>(
    _ file: inout Source, into mono: inout AlignedBuffer<Float>
  ) throws(AudioFault) -> Int {
    try mono.withMutableBuffer { buffer throws(AudioFault) in try decode(&file, into: buffer) }
  }

  /// Decodes the next frames of `file`, at most as many as fit into `mono`; 0 at the end.
  mutating func decode<Source: FrameSource & ~Copyable>(
    _ file: inout Source, into mono: UnsafeMutableBufferPointer<Float>
  ) throws(AudioFault) -> Int {
    guard let start = mono.baseAddress, !mono.isEmpty else { return 0 }
    let (channel, channels) = (channel, Int32(file.header.channels))
    let wanted = min(mono.count, Self.blockSamples / file.header.channels)
    // The memory and the meter are parts of one value, which one closure may not change at once.
    var meter = LevelMeter()
    swap(&meter, &self.meter)
    defer { swap(&meter, &self.meter) }
    if file.isPCM16 {
      return try shorts.withMutablePointer { block throws(AudioFault) in
        let frames = try file.read(shorts: block, frames: wanted)
        if let channel {
          sm_pcm16_first(block + channel, Int64(frames), channels, start)
        } else {
          sm_pcm16_mean(block, Int64(frames), channels, start)
        }
        meter.add(block, frames: frames, became: start)
        return frames
      }
    }
    return try floats.withMutablePointer { block throws(AudioFault) in
      let frames = try file.read(floats: block, frames: wanted)
      if let channel {
        sm_float_first(block + channel, Int64(frames), channels, start)
      } else {
        sm_float_mean(block, Int64(frames), channels, start)
      }
      meter.add(block, frames: frames, became: start)
      return frames
    }
  }
}

extension AlignedBuffer {
  mutating func withMutableBuffer<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withMutableSpan { span throws(Failure) in
      try span.withUnsafeMutableBufferPointer { buffer throws(Failure) in try body(buffer) }
    }
  }

  mutating func withMutablePointer<Result, Failure: Error>(
    _ body: (UnsafeMutablePointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withMutableSpan { span throws(Failure) in
      try span.withUnsafeMutableBufferPointer { buffer throws(Failure) in
        try body(buffer.baseAddress!)
      }
    }
  }
}
