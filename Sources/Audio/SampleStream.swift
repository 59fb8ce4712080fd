import Numerics

/// Gives a file's samples in mono at one rate, as many at a time as are asked for; one per worker.
struct SampleStream: ~Copyable {
  private let sampleRate: Int
  private let quality: ResamplingQuality
  private var decoder: MonoDecoder
  private var resamplers: [Int: Resampler] = [:]

  private var resampler: Resampler?
  private var decoded = AlignedBuffer<Float>(count: 16_384)
  /// The part of `decoded` that the resampler has not taken yet.
  private var waiting = 0..<0
  private var isDecoded = false

  /// Source rates whose resampler is kept; a data set has a dozen.
  private static let mostResamplers = 32

  init(_ settings: SegmentSettings) {
    sampleRate = settings.sampleRate
    quality = settings.resampling
    decoder = MonoDecoder(channels: settings.channels)
  }

  /// What is strange about the sound since `begin`.
  var notes: [SoundNote] { decoder.notes }

  /// Makes ready for what is selected of a file.
  mutating func begin<Source: FrameSource & ~Copyable>(
    _ file: inout Source
  ) throws(AudioFault) {
    try decoder.begin(&file)
    let header = file.header
    resampler = header.sampleRate == sampleRate ? nil : resampler(from: header.sampleRate)
    resampler?.restart()
    waiting = 0..<0
    isDecoded = false
  }

  /// Fills those places of `output`; gives less only at the end of the file.
  mutating func read<Source: FrameSource & ~Copyable>(
    _ file: inout Source, into output: inout AlignedBuffer<Float>, at places: Range<Int>
  ) throws(AudioFault) -> Int {
    try output.withMutableBuffer { buffer throws(AudioFault) in
      try read(&file, into: UnsafeMutableBufferPointer(rebasing: buffer[places]))
    }
  }

  /// Fills `output`; gives less only at the end of the file.
  private mutating func read<Source: FrameSource & ~Copyable>(
    _ file: inout Source, into output: UnsafeMutableBufferPointer<Float>
  ) throws(AudioFault) -> Int {
    var filled = 0
    while filled < output.count {
      let rest = UnsafeMutableBufferPointer(rebasing: output[filled...])
      let count =
        if let resampler {
          try resample(&file, with: resampler, into: rest)
        } else {
          try decoder.decode(&file, into: rest)
        }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// At least one resampled sample, unless there are no more.
  private mutating func resample<Source: FrameSource & ~Copyable>(
    _ file: inout Source, with resampler: Resampler,
    into output: UnsafeMutableBufferPointer<Float>
  ) throws(AudioFault) -> Int {
    while true {
      if waiting.isEmpty, !isDecoded {
        waiting = 0..<(try decoder.decode(&file, into: &decoded))
        isDecoded = waiting.isEmpty
      }
      let (consumed, produced) = decoded.withSpan { span in
        span.withUnsafeBufferPointer { samples in
          let input = isDecoded ? nil : UnsafeBufferPointer(rebasing: samples[waiting])
          return resampler.process(input, into: output)
        }
      }
      waiting = waiting.lowerBound + consumed..<waiting.upperBound
      if produced > 0 || isDecoded { return produced }
    }
  }

  private mutating func resampler(from rate: Int) -> Resampler {
    if let kept = resamplers[rate] { return kept }
    if resamplers.count == Self.mostResamplers { resamplers.removeAll() }
    let new = Resampler(from: rate, to: sampleRate, quality: quality)
    resamplers[rate] = new
    return new
  }
}
