import CKernels

/// Makes the files of windows of one length and rate; one per worker.
public struct WaveformWriter: Sendable {
  private let sampleCount: Int
  private let pcm16Header: [UInt8]
  private let float32Header: [UInt8]

  /// - Parameter sampleRate: In Hz.
  public init(sampleCount: Int, sampleRate: Int) {
    self.sampleCount = sampleCount
    pcm16Header = WaveformForm.pcm16.header(sampleCount: sampleCount, sampleRate: sampleRate)
    float32Header = WaveformForm.float32.header(sampleCount: sampleCount, sampleRate: sampleRate)
  }

  /// Puts the file of these samples, full scale ±1, at the start of `bytes`, and returns its size.
  ///
  /// - Parameter bytes: `WaveformFile.largestSize` or more; what follows the file is undefined.
  public func write(_ samples: Span<Float>, to bytes: inout MutableRawSpan) -> Int {
    precondition(
      samples.count == sampleCount
        && bytes.byteCount >= WaveformFile.largestSize(sampleCount: sampleCount),
      "a window of another length")
    return bytes.withUnsafeMutableBytes { bytes in
      let start = bytes.baseAddress!
      if samples.areWholeSteps(at: start + pcm16Header.count) {
        bytes.copyBytes(from: pcm16Header)
        return WaveformForm.pcm16.size(sampleCount: sampleCount)
      }
      bytes.copyBytes(from: float32Header)
      samples.bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: bytes[float32Header.count...]).copyMemory(from: $0)
      }
      return WaveformForm.float32.size(sampleCount: sampleCount)
    }
  }
}

extension Span<Float> {
  /// Whether the 16-bit steps at `place`, which are written there, give these samples back bit for bit.
  fileprivate func areWholeSteps(at place: UnsafeMutableRawPointer) -> Bool {
    let steps = place.bindMemory(to: Int16.self, capacity: count)
    return withUnsafeBufferPointer { samples in
      guard let start = samples.baseAddress else { return true }
      return sm_whole_pcm16(start, Int64(count), steps) != 0
    }
  }
}
