import CKernels
import Glibc

/// Mono WAV files, which any player opens and which are read back bit for bit without a decoder.
///
/// Samples that all are whole 16-bit steps, as a 16-bit clip's at the target rate are, make a file of
/// 16-bit PCM; all others make one of float32 (`WAVE_FORMAT_IEEE_FLOAT`). The samples alone decide, so
/// that the same samples make the same bytes.
public enum WaveformFile {
  /// An upper bound of a file's size in bytes.
  public static func largestSize(sampleCount: Int) -> Int {
    WaveformForm.float32.size(sampleCount: sampleCount)
  }

  /// Replaces `samples` by those of such a file, full scale ±1, and returns their rate in Hz.
  ///
  /// - Throws: `AudioFault` `missing`, `unreadable`, or `not-audio` for any other form or length.
  @discardableResult
  public static func read(path: String, into samples: inout [Float]) throws(AudioFault) -> Int {
    let name = path.printable
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw AudioFile.openFault(errno, name) }
    defer { close(descriptor) }
    guard let sampleRate = read(descriptor, into: &samples) else {
      throw AudioFault(
        .notAudio, "The file \(name) is not a whole mono waveform of the cache; remove it.")
    }
    return sampleRate
  }

  /// Nil for any other file.
  private static func read(_ descriptor: Int32, into samples: inout [Float]) -> Int? {
    var start = [UInt8](repeating: 0, count: WaveformForm.largestHeader)
    var status = stat()
    guard fstat(descriptor, &status) == 0, pread(descriptor, &start, start.count, 0) > 0,
      let form = WaveformForm(ofFileWith: start)
    else { return nil }
    let size = Int(status.st_size)
    let count = max(0, size - form.headerSize) / form.sampleSize
    let sampleRate = littleEndian(start[24..<28])
    guard size == form.size(sampleCount: count), count <= WaveformForm.longest,
      start.starts(with: form.header(sampleCount: count, sampleRate: sampleRate))
    else { return nil }
    if samples.count != count { samples = [Float](repeating: 0, count: count) }
    let isWhole = samples.withUnsafeMutableBytes { memory in
      // 16-bit samples go to the second half, and are widened from the front.
      var place = memory.count - form.sampleSize * count
      var offset = form.headerSize
      while place < memory.count {
        let rest = memory.count - place
        let more = pread(descriptor, memory.baseAddress! + place, rest, off_t(offset))
        if more <= 0 { return false }
        place += more
        offset += more
      }
      return true
    }
    guard isWhole else { return nil }
    if form == .pcm16, count > 0 {
      samples.withUnsafeMutableBufferPointer { sm_pcm16_widen($0.baseAddress!, Int64(count)) }
    }
    return sampleRate
  }
}
