import CKernels
import Numerics

/// Decodes sound files to mono float32, full scale ±1, block by block; one per worker.
struct MonoDecoder: ~Copyable {
  private let channels: ChannelMix
  private var shorts = AlignedBuffer<Int16>(count: Self.blockSamples)
  private var floats = AlignedBuffer<Float>(count: Self.blockSamples)

  /// Interleaved samples decoded at a time: they stay in the second-level cache.
  private static let blockSamples = 32_768

  init(channels: ChannelMix) {
    self.channels = channels
  }

  /// Decodes the next frames of `file` to the start of `mono`; 0 at the end.
  mutating func decode(
    _ file: inout AudioFile, into mono: inout AlignedBuffer<Float>
  ) throws(AudioFault) -> Int {
    try mono.withMutableBuffer { buffer throws(AudioFault) in try decode(&file, into: buffer) }
  }

  /// Decodes the next frames of `file`, at most as many as fit into `mono`; 0 at the end.
  mutating func decode(
    _ file: inout AudioFile, into mono: UnsafeMutableBufferPointer<Float>
  ) throws(AudioFault) -> Int {
    guard let start = mono.baseAddress, !mono.isEmpty else { return 0 }
    let channelCount = file.header.channels
    let wanted = min(mono.count, Self.blockSamples / channelCount)
    if file.isPCM16 {
      return try shorts.withMutablePointer { block throws(AudioFault) in
        let frames = try file.read(shorts: block, frames: wanted)
        switch channels {
        case .mean: sm_pcm16_mean(block, Int64(frames), Int32(channelCount), start)
        case .first: sm_pcm16_first(block, Int64(frames), Int32(channelCount), start)
        }
        return frames
      }
    }
    return try floats.withMutablePointer { block throws(AudioFault) in
      let frames = try file.read(floats: block, frames: wanted)
      switch channels {
      case .mean: sm_float_mean(block, Int64(frames), Int32(channelCount), start)
      case .first: sm_float_first(block, Int64(frames), Int32(channelCount), start)
      }
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
