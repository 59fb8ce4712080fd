import CFFTW
import CKernels
import CSoxr
import CZlib
import Digests
import Foundation
import Glibc

/// One clip's way through the system's libraries and our kernels, called with nothing around them.
final class BareLibraries {
  let frames: Int
  let sampleCount: Int
  let resamples: Bool
  private(set) var fileBytes = 0
  private let channels: Int32
  private let file: UnsafeMutableRawBufferPointer
  /// Of as many files as are hashed side by side.
  private let pieces = [UInt8](repeating: 1, count: DigestHasher.groupSize * piece)
  private let mono: UnsafeMutablePointer<Float>
  private let resampled: UnsafeMutablePointer<Float>
  private let resampler: soxr_t
  private let fftSize: Int
  private let frame: UnsafeMutablePointer<Float>
  private let spectrum: UnsafeMutablePointer<Float>
  private let plan: fftwf_plan

  /// A WAV file's header.
  private static let header = 44
  /// What ingest reads of a file at a time.
  private static let piece = 1 << 15

  init(_ source: ClipSource, fftSize: Int, sampleRate: Int) {
    channels = Int32(source.channels)
    frames = 4 * source.sampleRate
    sampleCount = frames * source.channels
    resamples = source.sampleRate != sampleRate
    file = .allocate(byteCount: Self.header + 2 * sampleCount, alignment: 64)
    mono = .allocate(capacity: frames)
    mono.initialize(repeating: 0, count: frames)
    resampled = .allocate(capacity: frames)
    resampled.initialize(repeating: 0, count: frames)
    var quality = soxr_quality_spec(UInt(SOXR_20_BITQ), 0)
    resampler = soxr_create(
      Double(source.sampleRate), Double(sampleRate), 1, nil, nil, &quality, nil)
    self.fftSize = fftSize
    frame = fftwf_alloc_real(fftSize)
    spectrum = fftwf_alloc_real(fftSize + 2)
    frame.initialize(repeating: 0, count: fftSize)
    // As the renderer does it: a complex transform of half the size.
    plan = fftwf_plan_dft_1d(
      Int32(fftSize / 2),
      UnsafeMutableRawPointer(frame).assumingMemoryBound(to: fftwf_complex.self),
      UnsafeMutableRawPointer(spectrum).assumingMemoryBound(to: fftwf_complex.self), FFTW_FORWARD,
      UInt32(FFTW_ESTIMATE))
  }

  func read(_ path: String) throws {
    let descriptor = open(path, O_RDONLY)
    fileBytes = Glibc.read(descriptor, file.baseAddress!, file.count)
    close(descriptor)
    guard fileBytes == file.count else { throw BenchmarkError("\(path) is not of 4 s") }
  }

  /// Of as many files as ingest looks at together, in its pieces.
  func sourceDigests() {
    digest(pieces, times: (fileBytes + Self.piece - 1) / Self.piece)
  }

  /// Of messages that lie one after the other, as many as are hashed side by side.
  func digest(_ messages: [UInt8], times: Int) {
    var hashers = (0..<DigestHasher.groupSize).map { _ in DigestHasher() }
    let counts = hashers.map { _ in messages.count / hashers.count }
    for _ in 0..<times {
      DigestHasher.update(&hashers, by: messages.span.bytes, counts: counts)
    }
    for index in hashers.indices { _ = hashers[index].finalize() }
  }

  /// SHA-256, side by side, of what stays in the first-level cache.
  func digestMicrosecondsPerByte() -> Double {
    let messages = Array(pieces[..<16_384])
    let seconds = (0..<200).map { _ in ContinuousClock().measure { digest(messages, times: 32) } }
    return seconds.map { $0 / .microseconds(1) }.median / (32 * 16_384)
  }

  func mix() {
    let shorts = (file.baseAddress! + Self.header).assumingMemoryBound(to: Int16.self)
    sm_pcm16_mean(shorts, Int64(frames), channels, mono)
  }

  func resample(blockFrames: Int) {
    guard resamples else { return }
    soxr_clear(resampler)
    var (taken, made) = (0, 0)
    while taken < frames {
      var (consumed, produced) = (0, 0)
      soxr_process(
        resampler, mono + taken, min(blockFrames, frames - taken), &consumed, resampled + made,
        frames - made, &produced)
      taken += consumed
      made += produced
    }
    var produced = 0
    soxr_process(resampler, nil, 0, nil, resampled + made, frames - made, &produced)
  }

  /// The transform of every frame, without window and power.
  func transform(frames: Int) {
    for _ in 0..<frames { fftwf_execute(plan) }
  }

  func write(_ bytes: [UInt8], as path: String) throws {
    let descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_EXCL, 0o444)
    let written = Glibc.write(descriptor, bytes, bytes.count)
    guard close(descriptor) == 0, written == bytes.count, rename(path + ".part", path) == 0 else {
      throw BenchmarkError("\(path) could not be written")
    }
  }

  /// As `CPNG` sets it: runs only, fast.
  func deflate(_ pixels: [UInt8]) {
    var stream = z_stream()
    deflateInit2_(
      &stream, 1, Z_DEFLATED, 15, 8, Z_RLE, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    var (pixels, output) = (pixels, [UInt8](repeating: 0, count: 2 * pixels.count))
    pixels.withUnsafeMutableBufferPointer { pixels in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = pixels.baseAddress
        stream.avail_in = UInt32(pixels.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        _ = CZlib.deflate(&stream, Z_FINISH)
      }
    }
    deflateEnd(&stream)
  }
}

/// How fast bytes move, those read and those written counted.
struct MemorySpeed {
  let memory = Self.rate(of: 256 << 20, times: 5)
  let cached = Self.rate(of: 128 << 10, times: 2_000)

  private static func rate(of count: Int, times: Int) -> Rate {
    let blocks = (0..<2).map { _ in
      UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
    }
    defer { for block in blocks { block.deallocate() } }
    for block in blocks { memset(block, 1, count) }
    let times = (0..<times).map { _ in
      ContinuousClock().measure { memcpy(blocks[1], blocks[0], count) } / .microseconds(1)
    }
    return Rate(bytes: 2 * Double(count), microseconds: times.median)
  }
}

struct Rate: CustomStringConvertible {
  private let bytesPerMicrosecond: Double

  init(bytes: Double, microseconds: Double) {
    bytesPerMicrosecond = bytes / microseconds
  }

  func microseconds(_ bytes: Int) -> Double { Double(bytes) / bytesPerMicrosecond }

  /// In GB/s.
  var description: String { String(format: "%.1f", bytesPerMicrosecond / 1e3) }
}
